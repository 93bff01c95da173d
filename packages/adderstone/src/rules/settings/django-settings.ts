import type { ModuleView, ProjectView } from '../../flow/event.ts';
import type { Value } from '../../flow/value.ts';

/** A Django settings module that a deployment may name. */
export interface DjangoSettings {
  readonly module: ModuleView;
  /** True when its name says that it is for development or tests. */
  readonly isDevelopment: boolean;
}

const MARKERS = [
  'INSTALLED_APPS',
  'MIDDLEWARE',
  'MIDDLEWARE_CLASSES',
  'ROOT_URLCONF',
  'WSGI_APPLICATION',
  'ASGI_APPLICATION',
  'DATABASES',
  'TEMPLATES',
  'ALLOWED_HOSTS',
  'SECRET_KEY',
  'DEBUG',
  'AUTH_PASSWORD_VALIDATORS',
  'STATIC_URL',
  'USE_TZ',
  'LANGUAGE_CODE',
];
const DEVELOPMENT =
  /(?:^|[._])(?:dev|devel|development|local|localhost|debug|test|tests|testing|ci|docs|example|sample|demo|benchmark)(?:[._]|$)/;

/**
 * The settings modules of the project that stand for a deployment: those that bind `ROOT_URLCONF`, or fill `MIDDLEWARE` or
 * `INSTALLED_APPS` and two more well-known settings (imports and star imports counted), and that no
 * other settings module builds on.
 */
export function djangoSettings(project: ProjectView): readonly DjangoSettings[] {
  const found: ModuleView[] = [];
  for (const module of project.modules) {
    if (module.isTest) continue;
    let known = 0;
    for (const name of MARKERS) if (module.binding(name) !== null) known++;
    const decisive =
      module.binding('ROOT_URLCONF') !== null ||
      ['MIDDLEWARE', 'INSTALLED_APPS'].some((name) => isFilled(module.binding(name)));
    if (known >= 3 && decisive) found.push(module);
  }
  const built = new Set<string>();
  for (const module of found) {
    for (const other of found) {
      if (other !== module && module.imports.some((path) => path === other.name || path.startsWith(`${other.name}.`)))
        built.add(other.name);
    }
  }
  const leaves = found.filter((module) => !built.has(module.name));
  return (leaves.length > 0 ? leaves : found).map((module) => ({
    module,
    isDevelopment: DEVELOPMENT.test(module.name.toLowerCase()),
  }));
}

/** True for a list that is not known to be empty. */
function isFilled(value: Value | null): boolean {
  return value !== null && value.elements?.length !== 0;
}

/** The settings modules whose names do not say that they are for development or tests. */
export function deployedSettings(project: ProjectView): readonly DjangoSettings[] {
  return djangoSettings(project).filter((settings) => !settings.isDevelopment);
}

/** What a setting is at the end of a settings module, or null when it is nowhere set (then Django's default holds). */
export function setting(settings: DjangoSettings, name: string): Value | null {
  return settings.module.binding(name);
}
