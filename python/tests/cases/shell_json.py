# attack: shell-injection
# needs: fastapi,httpx
import subprocess
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel
class Job(BaseModel):
    name: str
app = FastAPI()
@app.post("/job")
def job(job: Job):
    subprocess.check_output("echo " + job.name, shell=True)
    return {}
TestClient(app, raise_server_exceptions=False).post("/job", json={"name": "a\ntouch outside/planted.txt"})
