"""Clients of Azure are given addresses."""

from AntiSSRF import URIValidator
from azure.identity import DefaultAzureCredential
from azure.keyvault.secrets import SecretClient
from azure.storage.blob import BlobClient, BlobServiceClient, ContainerClient, download_blob_from_url
from azure.storage.fileshare import ShareFileClient
from flask import request


def asked():
    x = request.args["x"]
    SecretClient(vault_url=x, credential=DefaultAzureCredential())  # ! url
    SecretClient(vault_url=f"https://{x}.vault.azure.net", credential=DefaultAzureCredential())  # ! url
    SecretClient(vault_url="https://a.vault.azure.net", credential=DefaultAzureCredential()).get_secret(x)
    BlobServiceClient(x)  # ! url
    BlobClient.from_blob_url(x)  # ! url
    download_blob_from_url(blob_url=x)  # ! url
    blob = BlobServiceClient("https://a.blob.core.windows.net").get_blob_client("c", "b")
    blob.start_copy_from_url(x)  # ! url
    blob.stage_block_from_url("1", x)  # ! url
    ContainerClient.from_container_url("https://a.blob.core.windows.net/" + x)  # ! url-part
    ShareFileClient.from_file_url(file_url=x)  # ! url
    if URIValidator.in_azure_storage_domain(x):
        BlobServiceClient(x)
