# benign
# needs: flask
from flask import Flask, render_template
app = Flask(__name__)
@app.get("/")
def index():
    return render_template("index.html")
print(app.test_client().get("/").text, app.test_client().get("/static/style.css").text)
