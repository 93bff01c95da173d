"""Files that libraries read and write."""

import dotenv
import cv2
import docx
import h5py
import imageio
import joblib
import openpyxl
import pandas
import polars
import pypdf
import pyarrow.csv
import pyarrow.parquet as parquet
import soundfile
import xlrd
import xlsxwriter
from flask import request
from paramiko import SSHClient
from pathlib import Path


def tables():
    f = request.args["f"]
    pandas.DataFrame({}).to_csv(f)  # ! path
    pandas.ExcelWriter(f)  # ! path
    polars.read_csv(f)  # ! path
    polars.scan_parquet(f)  # ! path
    polars.DataFrame({}).write_parquet(f)  # ! path
    parquet.read_table(f)  # ! path
    parquet.write_table(None, f)  # ! path
    pyarrow.csv.read_csv(f)  # ! path
    openpyxl.load_workbook(f)  # ! path
    xlrd.open_workbook(f)  # ! path
    xlsxwriter.Workbook(f)  # ! path
    h5py.File(f)  # ! path
    joblib.dump({}, f)  # ! path
    pandas.DataFrame({"f": [f]}).to_csv("table.csv")
    parquet.read_table("table.parquet", columns=[f])


def documents():
    f = request.args["f"]
    docx.Document(f)  # ! path
    docx.Document().save(f)  # ! path
    pypdf.PdfReader(f)  # ! path
    dotenv.load_dotenv(f)  # ! path
    cv2.imread(f)  # ! path
    imageio.imread(f)  # ! path
    soundfile.read(f)  # ! path
    docx.Document().add_paragraph(f)


def remote():
    f = request.args["f"]
    client = SSHClient().open_sftp()
    client.put(f, "/srv/x")  # ! path
    client.get("/srv/x", f)  # ! path
    client.get("/srv/x", "x")


def below(folder: Path):
    f = request.args["f"]
    (folder / f).read_text()  # ! path
    folder.glob(f)  # ! path
    if "/" not in f:
        (folder / f).read_text()
