import { defineRule, py, type Sink } from '../rule.ts';

/** True where an object that unpacks piece by piece is given a bound (`max_length`), of which only its callers can say whether there is one. */
function takesBound(sink: Sink): boolean {
  const { text } = sink.file;
  return (
    !/^(?:zlib|gzip|bz2|lzma|brotli|zstd|zstandard)\.decompress\(/.test(text.slice(sink.callStart, sink.start)) &&
    /\.decompress\(\s*$/.test(text.slice(sink.callStart, sink.start)) &&
    /^\s*,\s*(?:max_length\s*=\s*)?[A-Za-z_1-9]/.test(text.slice(sink.end, sink.callEnd))
  );
}

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
  flow: {
    to: ['decompress'],
    message: 'is unpacked without a bound',
    weigh: (sink) => (takesBound(sink) ? 'low' : null),
  },
  bad: [
    py`
      import zlib
      from flask import request
      def view():
          return zlib.decompressobj().decompress(request.data)  # ! decompression
    `,
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
