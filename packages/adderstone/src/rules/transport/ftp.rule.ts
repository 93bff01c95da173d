import type { CallEvent } from '../../flow/event.ts';
import type { Reporter } from '../rule.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';
import { FETCHES, FETCHES_BY_METHOD, fetchedUrl, isRemoteUrl, setStep } from './plain-url.ts';

function tellUrl(call: CallEvent, position: number, report: Reporter): void {
  const url = fetchedUrl(call, position);
  if (isRemoteUrl(url, 'ftp')) {
    report.violation(call, {
      message: 'what comes over FTP can be read and changed on the way',
      ...setStep(call, position),
      confidence: confidenceIn(call.scope, 'high'),
    });
  }
}

/** True where the same line connects over TLS if it is asked to: `FTP_TLS() if secure else FTP()`. */
function isChoice(call: CallEvent): boolean {
  const { lines } = call.file;
  return /\bFTP_TLS\(/.test(lines.lineText(lines.position(call.start).line));
}

export const rule = defineRule({
  id: 'transport/ftp',
  title: 'Transfer over FTP',
  severity: 'medium',
  confidence: 'high',
  default: true,
  cwe: [319],
  why: 'FTP sends passwords and files in the clear; everyone on the way can read and change them.',
  instead: 'Use SFTP (`paramiko`, `asyncssh`), HTTPS, or `ftplib.FTP_TLS` with `prot_p()`.',
  equivalents: [
    'bandit:B321',
    'bandit:B402',
    'ruff:S321',
    'ruff:S402',
    'semgrep:use-ftp-tls',
    'semgrep:insecure-urlopen-ftp',
    'semgrep:insecure-urlretrieve-ftp',
    'semgrep:insecure-request-object-ftp',
    'semgrep:insecure-openerdirector-open-ftp',
    'semgrep:insecure-urlopener-open-ftp',
    'semgrep:insecure-urlopener-retrieve-ftp',
  ],
  calls: [
    {
      at: ['ftplib.FTP', 'aioftp.Client', 'aioftp.Client#context'],
      check: (call, report) =>
        report.violation(call, {
          message: 'passwords and files go in the clear',
          confidence: isChoice(call) ? 'low' : confidenceIn(call.scope, 'high'),
        }),
    },
    { at: ['ftplib.FTP_TLS'], check: (call, report) => report.safe(call, 'safe-setting', 'over TLS') },
    { at: FETCHES, check: (call, report) => tellUrl(call, 0, report) },
    { at: FETCHES_BY_METHOD, check: (call, report) => tellUrl(call, 1, report) },
  ],
  imports: [
    {
      at: ['ftplib'],
      check: (event, report) =>
        report.violation(event, { message: 'this module speaks FTP', severity: 'low', confidence: 'low' }),
    },
  ],
  bad: [
    py`
      import ftplib  # ! ftp
      def connect(secure):
          return ftplib.FTP_TLS("ftp.example.org") if secure else ftplib.FTP("ftp.example.org")  # ! ftp
    `,
    py`
      import ftplib  # ! ftp
      from ftplib import FTP as Client  # ! ftp
      ftplib.FTP("ftp.example.org")  # ! ftp
      with Client(host="ftp.example.org") as client:  # ! ftp
          client.login("user", password)
    `,
    py`
      from urllib.request import urlretrieve
      urlretrieve("ftp://ftp.example.org/list")  # ! ftp
    `,
  ],
  good: [
    py`
      import paramiko
      with paramiko.Transport(("example.org", 22)) as transport:
          paramiko.SFTPClient.from_transport(transport)
    `,
    py`
      from urllib.request import urlretrieve
      urlretrieve("https://example.org/list")
      urlretrieve("sftp://example.org/list")
    `,
  ],
});
