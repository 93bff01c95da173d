import type { CallEvent, ModuleView, ProjectView, StoreEvent } from '../../flow/event.ts';
import { type Place, textOf, type Value } from '../../flow/value.ts';
import type { At, Reporter, Rule } from '../rule.ts';

/** Judges one setting of a Flask application: where it is set and what to. */
export type JudgeSetting = (value: Value, place: Place, report: Reporter, isTest: boolean) => void;

const CONFIG = 'flask.Flask#config';
const UPDATES = [`${CONFIG}.update`, `${CONFIG}.from_mapping`, 'flask.Config#update', 'flask.Config#from_mapping'];

/**
 * The handlers that see a Flask setting wherever an application may take it from: an item of `config`, `update` and
 * `from_mapping`, an attribute of the application, and the class or module given to `from_object` (by itself or by its
 * dotted name). Configuration from files and environment is not known here.
 */
export function flaskSetting(
  name: string,
  attribute: string | null,
  judge: JudgeSetting,
): Pick<Rule, 'calls' | 'anyStore' | 'project' | 'classes'> {
  const wanted = new Set<string>();
  const calls: At<CallEvent>[] = [
    {
      at: UPDATES,
      check(call, report) {
        const value = call.keywords.get(name) ?? call.args[0]?.entries?.get(name);
        if (value) judge(value, value, report, call.scope.isTest);
      },
    },
    {
      at: [`${CONFIG}.from_object`, 'flask.Config#from_object'],
      check(call) {
        const given = call.argument(0, 'obj');
        const path = textOf(given) ?? given?.references[0] ?? given?.instances[0];
        if (path) wanted.add(path);
      },
    },
  ];
  return {
    calls,
    anyStore(store: StoreEvent, report: Reporter) {
      const isItem = store.form === 'item' && store.name === name && isConfiguration(store);
      const isAttribute =
        attribute !== null &&
        store.form === 'attribute' &&
        store.name === attribute &&
        (store.receiver?.instances.includes('flask.Flask') ?? false);
      if (isItem || isAttribute) judge(store.value, store, report, store.scope.isTest);
    },
    classes(event, report) {
      const value = event.members.get(name);
      if (value && (looksLikeConfiguration(event.members) || isConfigurationName(event.path)))
        judge(value, value, report, event.scope.isTest);
    },
    project(project: ProjectView, report: Reporter) {
      for (const path of [...wanted].sort()) {
        const module: ModuleView | null = project.module(path);
        const value = module?.binding(name);
        if (module && value) judge(value, value, report, module.isTest);
      }
      for (const module of project.modules) {
        if (wanted.has(module.name) || !isConfigurationModule(module, name)) continue;
        const value = module.binding(name);
        if (value) judge(value, value, report, module.isTest);
      }
      wanted.clear();
    },
  };
}

/** The handlers of several settings as those of one rule. */
export function flaskSettings(
  ...settings: readonly ReturnType<typeof flaskSetting>[]
): Required<ReturnType<typeof flaskSetting>> {
  return {
    calls: settings.flatMap(({ calls = [] }) => calls),
    anyStore: (store, report) => {
      for (const one of settings) one.anyStore?.(store, report);
    },
    classes: (event, report) => {
      for (const one of settings) one.classes?.(event, report);
    },
    project: (project, report) => {
      for (const one of settings) one.project?.(project, report);
    },
  };
}

function isConfiguration(store: StoreEvent): boolean {
  return (
    store.targets.includes(CONFIG) ||
    (store.receiver?.references.includes(CONFIG) ?? false) ||
    (store.receiver?.instances.includes('flask.Config') ?? false) ||
    (store.receiver?.references.includes('flask.current_app.config') ?? false)
  );
}

/** A class is taken for a Flask configuration when it binds two or more settings that Flask itself reads. */
function looksLikeConfiguration(members: ReadonlyMap<string, Value>): boolean {
  let known = 0;
  for (const name of members.keys()) if (FLASK_SETTINGS.has(name)) known++;
  return known >= 2;
}

/** A class called `Config`, `ProductionConfig` or the like, in a module of that name too: what `app.config.from_object` is given. */
function isConfigurationName(path: string): boolean {
  return /(?:^|\.)(?:\w+_)?(?:config|configuration)\.(?:[A-Z]\w*)?Config(?:uration)?$/.test(path);
}

/** A module that binds a setting beside another one that only Flask reads. */
function isConfigurationModule(module: ModuleView, name: string): boolean {
  if (module.isTest || module.binding('INSTALLED_APPS') !== null || module.binding('ROOT_URLCONF') !== null)
    return false;
  return module.names.some(
    (one) =>
      one !== name &&
      (/^(?:FLASK|SQLALCHEMY|WTF)_[A-Z]/.test(one) ||
        (FLASK_SETTINGS.has(one) &&
          one !== 'DEBUG' &&
          one !== 'TESTING' &&
          one !== 'SECRET_KEY' &&
          !one.startsWith('SESSION_COOKIE'))),
  );
}

const FLASK_SETTINGS: ReadonlySet<string> = new Set([
  'DEBUG',
  'TESTING',
  'SECRET_KEY',
  'SECRET_KEY_FALLBACKS',
  'SESSION_COOKIE_NAME',
  'SESSION_COOKIE_DOMAIN',
  'SESSION_COOKIE_PATH',
  'SESSION_COOKIE_HTTPONLY',
  'SESSION_COOKIE_SECURE',
  'SESSION_COOKIE_SAMESITE',
  'PERMANENT_SESSION_LIFETIME',
  'SERVER_NAME',
  'APPLICATION_ROOT',
  'PREFERRED_URL_SCHEME',
  'MAX_CONTENT_LENGTH',
  'TEMPLATES_AUTO_RELOAD',
  'SQLALCHEMY_DATABASE_URI',
  'SQLALCHEMY_TRACK_MODIFICATIONS',
  'WTF_CSRF_ENABLED',
]);
