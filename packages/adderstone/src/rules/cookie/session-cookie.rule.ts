import type { CallEvent } from '../../flow/event.ts';
import { isOnlyFalse, type Place, type Value } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';

/** A framework whose session cookie travels over plain HTTP unless a setting says otherwise. */
interface Framework {
  /** What shows that a file decides about it. */
  readonly decided: RegExp;
  readonly setting: string;
}

/** https://flask.palletsprojects.com/en/stable/config/#SESSION_COOKIE_SECURE */
const FLASK: Framework = { decided: /SESSION_COOKIE_SECURE/, setting: 'SESSION_COOKIE_SECURE' };
/** https://docs.cherrypy.dev/en/latest/pkg/cherrypy.lib.sessions.html */
const CHERRYPY: Framework = {
  decided: /tools\.sessions\.secure|cookie\w*(?:\[[^\]\n]*\])*\[["']secure["']\]\s*=/,
  setting: 'tools.sessions.secure',
};

/** Settings by which code shapes the session of a Flask application. */
const FLASK_SESSION =
  /^SESSION_(?:COOKIE_(?:NAME|HTTPONLY|SAMESITE|DOMAIN|PATH)|TYPE|FILE_DIR|PERMANENT|REFRESH_EACH_REQUEST)$/;

/** The first place of each framework at which a session is set up. */
const seen = new Map<Framework, Place>();

function see(framework: Framework, place: Place): void {
  const first = seen.get(framework);
  if (first === undefined || place.file.path < first.file.path) seen.set(framework, place);
}

/** The entry of a configuration of CherryPy, by itself or below a path, that turns sessions on. */
function sessionEntry(config: Value | null): Value | null {
  if (config?.entries == null) return null;
  const own = config.entries.get('tools.sessions.on');
  if (own !== undefined) return isOnlyFalse(own) ? null : own;
  for (const below of config.entries.values()) {
    const entry = below.entries?.get('tools.sessions.on');
    if (entry !== undefined && !isOnlyFalse(entry)) return entry;
  }
  return null;
}

function configuredAt(places: readonly string[], position: number) {
  return {
    at: places,
    check(call: CallEvent) {
      const entry = call.scope.isTest ? null : sessionEntry(call.argument(position, 'config'));
      if (entry === null) return;
      // The entry of a dict that is handed on stands where it is handed on; its key shows where it is written.
      const written = entry.file.text.indexOf('tools.sessions.on');
      see(
        CHERRYPY,
        written < 0 ? entry : { file: entry.file, start: written, end: written + 'tools.sessions.on'.length },
      );
    },
  };
}

export const rule = defineRule({
  id: 'cookie/session-cookie',
  title: 'Session whose cookie is sent over plain HTTP as well',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [614],
  why: 'One request over plain HTTP, which any page can cause, shows the session to everybody on the way.',
  instead: 'Set `SESSION_COOKIE_SECURE` (Flask) or `tools.sessions.secure` (CherryPy) to True.',
  equivalents: [],
  cause: 'setting',
  calls: [
    configuredAt(['cherrypy.config.update'], 0),
    configuredAt(['cherrypy.{Application,quickstart}', 'cherrypy.tree.mount'], 2),
    configuredAt(['cherrypy.Application.__init__', 'cherrypy._cptree.Application.__init__'], 3),
  ],
  anyStore(store) {
    if (store.form !== 'item' || store.name === null || store.scope.isTest || !FLASK_SESSION.test(store.name)) return;
    const target = store.file.text.slice(store.start, store.end);
    if (store.targets.includes('flask.Flask#config') || /(?:^|\.)(?:app|application|server)\.config\b/.test(target))
      see(FLASK, store);
  },
  project(project, report) {
    for (const [framework, place] of seen) {
      if (project.modules.some(({ file }) => framework.decided.test(file.text))) continue;
      report.violation(place, {
        message: `the session is set up, and \`${framework.setting}\` is left off`,
      });
    }
    seen.clear();
  },
  bad: [
    py`
      class App:
          @classmethod
          def _configure_session(cls, app):
              app.config["SESSION_TYPE"] = "filesystem"  # ! session-cookie
              app.config["SESSION_COOKIE_NAME"] = "shop_session"
    `,
    py`
      import cherrypy
      class Shop(cherrypy.Application):
          def __init__(self, root, folder):
              config = {
                  "/": {
                      "tools.sessions.on": True,  # ! session-cookie
                      "tools.sessions.httponly": True,
                      "tools.sessions.storage_path": folder,
                  },
              }
              cherrypy.Application.__init__(self, root=root, config=config)
    `,
  ],
  good: [
    py`
      class App:
          @classmethod
          def _configure_session(cls, app, settings):
              app.config["SESSION_TYPE"] = "filesystem"
              app.config["SESSION_COOKIE_SECURE"] = settings.use_ssl
    `,
    {
      'shop.py': py`
        import cherrypy
        cherrypy.config.update({"tools.sessions.on": True, "tools.sessions.secure": True})
        cherrypy.quickstart(None, "/", {"/": {"tools.sessions.on": False}})
      `,
    },
    {
      'shop.py': py`
        import cherrypy
        cherrypy.config.update({"tools.sessions.on": True})
      `,
      'headers.py': py`
        import cherrypy
        def harden():
            cookie = cherrypy.serving.response.cookie.get("session_id", None)
            if cookie:
                cookie["secure"] = 1
      `,
    },
  ],
});
