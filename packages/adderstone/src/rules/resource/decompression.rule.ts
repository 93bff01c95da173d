import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'resource/decompression',
  title: 'Outside data is unpacked without a bound on its size',
  severity: 'medium',
  confidence: 'high',
  default: true,
  kind: 'decompress',
  cwe: [409, 400],
  why: 'A few kilobytes unpack to gigabytes that fill the memory or the disk.',
  instead: 'Bound what is read (`read(limit)`), and compare the sizes that the archive states.',
  equivalents: ['codeql:py/decompression-bomb'],
  cause: 'flow',
  flow: { to: ['decompress'], message: 'is unpacked without a bound' },
  bad: [
    py`
      import gzip
      from flask import request
      def view():
          return gzip.decompress(request.data)  # ! decompression
    `,
    py`
      import zipfile
      from flask import request
      def view():
          zipfile.ZipFile(request.files["pack"]).extractall("out")  # ! decompression
    `,
  ],
  good: [
    py`
      import gzip
      def manual():
          return gzip.open("manual.gz").read()
    `,
  ],
});
