/** Whether an environment is one of continuous integration (`CI`, as every service sets it): a machine that is thrown away, and nobody watches. */
export function isContinuousIntegration(env: Readonly<Record<string, string | undefined>>): boolean {
  return !/^(?:|0|false)$/i.test(env['CI'] ?? '');
}
