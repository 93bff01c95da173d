import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { type Place, type Reading, ReadingBuilder } from '../manifest.ts';
import { type Clause, parseSpecifiers, pinned } from '../specifier.ts';
import { readRequirements } from './requirements.ts';

/** Conda packages whose project on PyPI has another name. */
const NAMES: Readonly<Record<string, string>> = {
  pytorch: 'torch',
  'pytorch-cpu': 'torch',
  'pytorch-gpu': 'torch',
  opencv: 'opencv-python',
  'py-opencv': 'opencv-python',
  'matplotlib-base': 'matplotlib',
  pytables: 'tables',
  'msgpack-python': 'msgpack',
  'tensorflow-base': 'tensorflow',
  'tensorflow-gpu': 'tensorflow',
  'dask-core': 'dask',
  'uvicorn-standard': 'uvicorn',
  'ray-core': 'ray',
  'seaborn-base': 'seaborn',
  'sentry-sdk-core': 'sentry-sdk',
  pyqt: 'pyqt5',
  'apache-airflow-core': 'apache-airflow',
  'python-flatbuffers': 'flatbuffers',
  'brotli-python': 'brotli',
  'jupyterlab_server-base': 'jupyterlab-server',
};
/** Conda packages that are no projects of PyPI. */
const FOREIGN =
  /^(?:_.*|python|python_abi|nodejs|r-.*|lib.*|gcc.*|gxx.*|clang.*|openssl|ca-certificates|cuda.*|cudatoolkit|cudnn|nccl|blas|openblas|bzip2|zlib|xz|sqlite|tk|readline|ncurses|ffi|git|make|cmake|ninja|compilers|c-compiler|cxx-compiler|fortran-compiler|ffmpeg|graphviz|hdf5|geos|gdal|proj|boost.*|zstd|lz4-c|icu|freetype|libpng|jpeg|pandoc|openjdk|postgresql|redis-server|tzdata|pytorch-mutex|vc|vs20.*|ucrt|mkl|intel-openmp|nomkl|gfortran.*|krb5|curl|wget|yarn)$/;

/** Reads a conda environment file: the packages of `dependencies`, and those below `pip` as a requirements file's. */
export function readConda(path: string, text: string): Reading {
  const reading = new ReadingBuilder(path, 'conda', text);
  const document = parseDocument(text, { uniqueKeys: false });
  const error = document.errors[0];
  if (error !== undefined || !isMap(document.contents)) {
    reading.unreadable(
      'YAML with `dependencies`',
      error === undefined ? 1 : reading.place(error.pos[0], error.pos[0]).line,
    );
    return reading.finish(false);
  }
  const list = document.contents.get('dependencies', true);
  if (!isSeq(list)) {
    if (list !== undefined) reading.unreadable('a list in `dependencies`', 1);
    return reading.finish(false);
  }
  for (const item of list.items) {
    if (isMap(item)) {
      for (const pair of item.items) {
        const below = pair.value;
        if (!isSeq(below)) continue;
        for (const entry of below.items)
          if (isScalar(entry) && typeof entry.value === 'string')
            addPip(reading, entry.value, placeOf(reading, entry.range));
      }
    } else if (isScalar(item) && typeof item.value === 'string')
      addConda(reading, item.value, placeOf(reading, item.range));
    else reading.unreadable('texts in `dependencies`', 1);
  }
  return reading.finish(false);
}

function placeOf(reading: ReadingBuilder, range: readonly number[] | null | undefined): Place {
  return reading.place(range?.[0] ?? 0, range?.[1] ?? 0);
}

function addPip(reading: ReadingBuilder, entry: string, place: Place): void {
  const read = readRequirements(reading.path, entry);
  for (const one of read.dependencies) reading.dependencies.push({ ...one, place });
  for (const one of read.risks) if (one.rule !== 'missing-hash') reading.risks.push({ ...one, place });
  for (const one of read.problems) reading.problems.push({ ...one, line: place.line });
  for (const one of read.includes) reading.includes.push({ ...one, line: place.line });
}

/** `channel::name=1.0=build`, `name>=1,<2`, `name 1.0.*` (conda's match specification). */
function addConda(reading: ReadingBuilder, entry: string, place: Place): void {
  const match = /^(?:[^\s:]+::)?([A-Za-z0-9_][\w.-]*)\s*(?:\[.*\])?\s*(.*)$/.exec(entry.trim());
  if (match === null) {
    reading.unreadable('a package of conda, such as `numpy=1.26`', place.line);
    return;
  }
  const name = (match[1] as string).toLowerCase();
  const asked = (match[2] as string).trim();
  const known = Object.hasOwn(NAMES, name) ? (NAMES[name] as string) : name.replace(/^_+/, '');
  if (FOREIGN.test(name)) return;
  const clauses = condaClauses(asked);
  reading.add({
    name: known,
    version: clauses === null ? null : pinned(clauses),
    clauses: clauses ?? [],
    asked: asked.replace(/\s+/g, ' ').slice(0, 200),
    place,
    obstacle: clauses === null ? 'its version is written in a way that only conda reads' : null,
  });
}

/** `=1.2` allows what begins with it; with three numbers, or a build behind it, it is that version. Null where it is something else. */
function condaClauses(asked: string): readonly Clause[] | null {
  if (asked === '' || asked === '*') return [];
  if (asked.length > 200) return null;
  const exact = /^=?\s*=?\s*([0-9][\w.!+-]*)(?:\s*=\s*\S+|\s+\S+)?$/.exec(asked);
  if (exact !== null && !/[<>~!]/.test(asked)) {
    const version = exact[1] as string;
    const build = /[0-9\w]\s*(?:=|\s)\s*\S+$/.test(asked);
    const full = asked.startsWith('==') || build || version.split('.').length >= 3;
    return parseSpecifiers(full ? `==${version}` : `==${version}.*`);
  }
  if (/^=?\s*[0-9][\w.]*\.\*$/.test(asked)) return parseSpecifiers(`==${asked.replace(/^=\s*/, '')}`);
  return asked.includes('|') ? null : parseSpecifiers(asked.replace(/(^|,)=(?=[0-9])/g, '$1=='));
}
