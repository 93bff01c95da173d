# benign
import configparser
parser = configparser.ConfigParser()
print(parser.read(["/etc/adderstone-nowhere.conf", "uploads/none.ini"]))
try:
    open("uploads/none.txt")
except FileNotFoundError as error:
    print(error.filename)
