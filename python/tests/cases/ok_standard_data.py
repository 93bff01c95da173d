# benign
import email.mime.text, encodings.idna, json, locale, mimetypes, platform, ssl, uuid, zipfile
print(mimetypes.guess_type("a.html"), bool(platform.platform()), len(str(uuid.uuid4())))
try:
    import zoneinfo
    print(zoneinfo.ZoneInfo("Europe/Paris").key)
except Exception as error:
    print(type(error).__name__)
print(ssl.create_default_context().check_hostname)
