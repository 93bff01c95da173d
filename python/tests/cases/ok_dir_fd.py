# benign
import os, shutil
folder = os.open("uploads", os.O_RDONLY)
os.mkdir("byfd", dir_fd=folder)
handle = os.open("byfd/x", os.O_CREAT | os.O_WRONLY, dir_fd=folder)
os.write(handle, b"x")
os.close(handle)
print(os.read(os.open("a.txt", os.O_RDONLY, dir_fd=folder), 10))
os.rename("byfd/x", "byfd/y", src_dir_fd=folder, dst_dir_fd=folder)
print(os.listdir(folder) == os.listdir("uploads"), os.open in os.supports_dir_fd, shutil.rmtree.avoids_symlink_attacks)
os.close(folder)
shutil.rmtree("uploads/byfd")
print([len(files) for _, _, files, _ in os.fwalk("uploads/sub")])
