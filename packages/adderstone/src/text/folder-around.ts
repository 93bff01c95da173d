/** The innermost folder that two absolute paths with `/` lie in, or the one of them that the other lies in. */
export function folderAround(a: string, b: string): string {
  let common = a;
  while (b !== common && !b.startsWith(common === '/' ? '/' : `${common}/`))
    common = common.slice(0, Math.max(1, common.lastIndexOf('/')));
  return common;
}
