import type { Val } from './domain.ts';

/** `Annotated[T, …]` (PEP 593), by the path that it is imported from. */
export const ANNOTATED = /^(?:typing|typing_extensions)\.Annotated$/;

/** True for a type with what is told of it, `Annotated[T, …]`. */
export function isAnnotated(value: Val): boolean {
  const path = value.atoms.length === 1 ? value.atoms[0]?.object?.cls?.external?.path : undefined;
  return path !== undefined && ANNOTATED.test(path);
}
