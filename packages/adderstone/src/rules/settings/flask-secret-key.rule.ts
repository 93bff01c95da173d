import type { Place, Value } from '../../flow/value.ts';
import { defineRule, py, type Reporter } from '../rule.ts';
import { flaskSetting } from './flask-configuration.ts';

function judge(value: Value, place: Place, report: Reporter, isTest: boolean): void {
  if (isTest) return;
  const fixed = value.constants.some(
    (constant) => (constant.type === 'str' || constant.type === 'bytes') && constant.value !== '',
  );
  if (fixed && value.complete) {
    report.violation(place, { message: 'the key that signs every session stands in the source' });
  } else if (fixed) {
    report.violation(place, {
      message: 'the key that signs every session falls back to one that stands in the source',
      confidence: 'medium',
    });
  } else report.safe(place, 'safe-setting', 'the secret key comes from outside');
}

export const rule = defineRule({
  id: 'settings/flask-secret-key',
  title: 'Flask signs its sessions with a key from the source',
  severity: 'high',
  confidence: 'high',
  default: true,
  // The key in the source is the default that every installation has (1188).
  cwe: [798, 321, 1188],
  why: 'Whoever reads the source forges any session.',
  instead: 'Read the key from the environment or a secret store and refuse to start without it.',
  equivalents: ['codeql:py/flask-constant-secret-key', 'semgrep:avoid_hardcoded_config_SECRET_KEY'],
  cause: 'setting',
  ...flaskSetting('SECRET_KEY', 'secret_key', judge),
  bad: [
    {
      'config.py': py`
        FLASK_DEBUG = False
        SECRET_KEY = "swordfish"  # ! flask-secret-key
        class ProductionConfig:
            SECRET_KEY = "swordfish"  # ! flask-secret-key
      `,
    },
    py`
      from flask import Flask
      app = Flask(__name__)
      app.config["SECRET_KEY"] = "swordfish"  # ! flask-secret-key
      app.secret_key = b"swordfish"  # ! flask-secret-key
    `,
    py`
      from flask import Flask
      app = Flask(__name__)
      app.config.from_mapping(
          SECRET_KEY="dev",  # ! flask-secret-key
          DATABASE="shop.sqlite",
      )
      app.config.update({"SECRET_KEY": "dev"})  # ! flask-secret-key
    `,
    {
      'app.py': py`
        import os
        from flask import Flask
        app = Flask(__name__)
        app.config["SECRET_KEY"] = os.environ.get("SECRET_KEY", "fallback")  # ! flask-secret-key
        app.config.from_object("settings")
      `,
      'settings.py': py`
        SECRET_KEY = "swordfish"  # ! flask-secret-key
      `,
    },
  ],
  good: [
    {
      'config.py': py`
        import os
        class Config:
            SECRET_KEY = os.environ["SECRET_KEY"]
      `,
      'names.py': py`
        SECRET_KEY = "swordfish"
      `,
    },
    py`
      import os
      from flask import Flask
      app = Flask(__name__)
      app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
      app.secret_key = os.urandom(32)
    `,
    py`
      from flask import Flask
      app = Flask(__name__)
      app.config.from_prefixed_env()
      app.config["TITLE"] = "swordfish"
    `,
  ],
});
