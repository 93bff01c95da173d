import { defineRule, py } from '../rule.ts';

/** Calls that wait for something outside the process and hold the thread meanwhile. */
const BLOCKING: readonly string[] = [
  'time.sleep',
  'requests.{get,post,put,patch,delete,head,options,request}',
  'requests.api.{get,post,put,patch,delete,head,options,request}',
  'requests.Session#{get,post,put,patch,delete,head,options,request,send}',
  'httpx.{get,post,put,patch,delete,head,options,request,stream}',
  'httpx.Client#{get,post,put,patch,delete,head,options,request,send,stream}',
  'urllib.request.{urlopen,urlretrieve}',
  'urllib3.request',
  'urllib3.PoolManager#{request,urlopen}',
  'http.client.{HTTPConnection,HTTPSConnection}#{request,getresponse}',
  'subprocess.{run,call,check_call,check_output,getoutput,getstatusoutput}',
  'subprocess.Popen#{wait,communicate}',
  'os.{system,popen,wait,waitpid}',
  'socket.{create_connection,getaddrinfo,gethostbyname,gethostbyaddr}',
  'socket.socket#{accept,connect,recv,recvfrom,recv_into,sendall}',
  'smtplib.{SMTP,SMTP_SSL}',
  'smtplib.SMTP#{sendmail,send_message}',
  'ftplib.{FTP,FTP_TLS}',
  'paramiko.SSHClient#{connect,exec_command}',
  'psycopg2.connect',
  'pymysql.connect',
  'select.select',
];

export const rule = defineRule({
  id: 'async/blocking-call',
  title: 'A coroutine waits and holds the whole event loop',
  severity: 'medium',
  confidence: 'high',
  default: true,
  cwe: [1322, 400],
  why: 'While the call waits no other task of the loop runs: one slow peer stops the service.',
  instead: 'Await an asynchronous client, or hand the call to `asyncio.to_thread`.',
  equivalents: ['ruff:ASYNC210', 'ruff:ASYNC221', 'ruff:ASYNC251'],
  calls: [
    {
      at: BLOCKING,
      check(call, report) {
        if (call.scope.function?.isAsync !== true || call.awaited || call.scope.isTest) return;
        report.violation(call, {
          message: `\`${call.targets[0] ?? 'this call'}\` blocks the event loop inside a coroutine`,
        });
      },
    },
  ],
  bad: [
    py`
      import time
      async def wait():
          time.sleep(5)  # ! blocking-call
    `,
    py`
      import requests as http
      async def fetch(host):
          return http.get("https://" + host, timeout=3).text  # ! blocking-call
    `,
    py`
      from subprocess import run
      async def restart():
          run(["systemctl", "restart", "shop"])  # ! blocking-call
    `,
  ],
  good: [
    py`
      import asyncio, time
      async def wait():
          await asyncio.sleep(5)
      def pause():
          time.sleep(5)
    `,
    py`
      import asyncio, requests
      async def fetch(url):
          return await asyncio.to_thread(requests.get, url, timeout=3)
    `,
    py`
      import asyncio, time
      async def main():
          def work():
              time.sleep(1)
          await asyncio.get_running_loop().run_in_executor(None, work)
    `,
  ],
});
