/** Calls that open, read, write, move or remove the file at their first argument, by dotted place. */
export const PATH_SINKS: readonly string[] = [
  'builtins.{open,file}',
  'io.{open,open_code,FileIO}',
  'codecs.open',
  'os.{open,remove,unlink,rmdir,removedirs,mkdir,makedirs,rename,replace,listdir,scandir,walk,truncate,symlink,link}',
  'shutil.{copy,copy2,copyfile,copytree,move,rmtree,make_archive}',
  'pathlib.Path#{open,read_text,read_bytes,write_text,write_bytes,unlink,rmdir,mkdir,rename,replace,iterdir,touch}',
  'flask.{send_file}',
  'django.http.FileResponse',
  'starlette.responses.FileResponse',
  'fastapi.responses.FileResponse',
  'aiohttp.web.FileResponse',
  'sanic.response.{file,file_stream}',
  'aiofiles.open',
  'anyio.open_file',
  'zipfile.ZipFile',
  'tarfile.open',
  'gzip.open',
  'bz2.open',
  'lzma.open',
  'numpy.{load,save,loadtxt,savetxt}',
  'pandas.{read_csv,read_excel,read_json,read_parquet}',
];

/** Calls that say whether a file is there and what it is like, and neither show nor change what is in it. */
const LOOKS =
  /(?:^|[.#])(?:exists|lexists|isfile|isdir|islink|ismount|is_file|is_dir|is_symlink|is_mount|is_junction|stat|lstat|access|getsize|getmtime|getatime|getctime|samefile|same_file)$/;

/** True for a callee that does no more with a path than to say whether there is such a file. */
export function looksOnly(callee: string): boolean {
  return LOOKS.test(callee);
}

/** Calls that list what is in a folder. */
const LISTS = /(?:^|[.#])(?:glob|iglob|rglob|walk|listdir|scandir|iterdir)$/;

/** True for a callee that does no more with a path than to say which files are there. */
export function listsOnly(callee: string): boolean {
  return LISTS.test(callee);
}
