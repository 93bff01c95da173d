"""Order confirmations by mail."""

import os
import smtplib
import ssl
from email.message import EmailMessage

MAIL_HOST = os.environ.get("MAIL_HOST", "mail.example.com")
ARCHIVE_PASSWORD = "tulip-lantern-42"  # planted: PROC-02 secret/password
PREVIEW = {"name": "Ada", "date_of_birth": "1984-03-12"}  # planted: PROC-02 personal-data/identity
PLACEHOLDER = {"email": "ada@example.com", "phone": "+1 555-0100", "password": "<your password>"}


def send(message: EmailMessage) -> None:
    """Hands a message to the mail server; the password comes from the environment."""
    with smtplib.SMTP_SSL(MAIL_HOST, context=ssl.create_default_context()) as server:
        server.login(os.environ["MAIL_USER"], os.environ["MAIL_PASSWORD"])
        server.send_message(message)
