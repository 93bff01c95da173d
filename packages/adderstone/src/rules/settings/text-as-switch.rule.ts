import type { CallEvent } from '../../flow/event.ts';
import type { Value } from '../../flow/value.ts';
import { mayBe } from '../../flow/value.ts';
import type { Reporter } from '../rule.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';

/** Options that take a protection away when they are on. */
const WEAKENS = /insecure|trust|debug|unsafe|unverified|(?:^|_)(?:allow|disable|skip|no|without|ignore)_/i;
/** Of these, those about certificates. */
const OF_TLS = /insecure|unverified|ssl|tls|cert/i;

/** True where the text is handed to something that makes a truth value of it, or is compared. */
function isConverted({ file, start, end }: CallEvent): boolean {
  const { text } = file;
  if (/^\s*(?:==|!=|in\b|not\s+in\b|\.)/.test(text.slice(end, end + 12))) return true;
  const called = /([A-Za-z_]\w*)\(\s*$/.exec(text.slice(Math.max(0, start - 40), start))?.[1];
  return called !== undefined && called !== 'bool' && called !== 'if' && called !== 'not';
}

/** Tells an option that is read as a text where a truth value is meant. */
function tell(call: CallEvent, option: Value | null, otherwise: Value | null, report: Reporter): void {
  const name = option?.constants.length === 1 ? option.constants[0]?.value : undefined;
  if (otherwise === null || typeof name !== 'string' || !mayBe(otherwise, false)) return;
  if (isConverted(call)) {
    report.safe(call, 'cleaned', 'what is read is made a truth value');
    return;
  }
  const isWeaker = WEAKENS.test(name);
  report.violation(call, {
    message: 'this option is a text, and `False` in the file counts as true',
    cwe: OF_TLS.test(name) ? [704, 295] : [704],
    confidence: confidenceIn(call.scope, isWeaker ? 'medium' : 'low'),
  });
}

export const rule = defineRule({
  id: 'settings/text-as-switch',
  title: 'Option of a file that is on whatever it says',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [704],
  why: 'Options of an ini file are texts, and any text but an empty one counts as true: `insecure = False` switches the check off.',
  instead: 'Use `getboolean` (configparser), `asbool` (PasteDeploy) or compare the text.',
  equivalents: [],
  calls: [
    {
      at: [
        'configparser.{RawConfigParser,ConfigParser,SafeConfigParser}#get',
        'configparser.{RawConfigParser,ConfigParser,SafeConfigParser}().get',
      ],
      check: (call, report) => tell(call, call.argument(1, 'option'), call.argument(null, 'fallback'), report),
    },
    {
      at: ['paste.deploy.Options#get'],
      check: (call, report) => tell(call, call.argument(0, null), call.argument(1, null), report),
    },
  ],
  bad: [
    py`
      import configparser
      config = configparser.ConfigParser()
      config.read("shop.ini")
      TRUST_FORWARDED = config.get("proxy", "trust_forwarded", fallback=False)  # ! text-as-switch
    `,
    py`
      class Middleware:
          def __init__(self, app, conf):
              self.app = app
              if conf.get("insecure", False):  # ! text-as-switch
                  self.verify = False
      def filter_factory(global_conf, **local_conf):
          conf = global_conf.copy()
          conf.update(local_conf)
          def make(app):
              return Middleware(app, conf)
          return make
    `,
  ],
  good: [
    py`
      import configparser
      config = configparser.ConfigParser()
      config.read("shop.ini")
      TRUST_FORWARDED = config.getboolean("proxy", "trust_forwarded", fallback=False)
      HOST = config.get("proxy", "host", fallback="localhost")
    `,
    py`
      from oslo_utils import strutils
      class Middleware:
          def __init__(self, app, conf):
              self.insecure = strutils.bool_from_string(conf.get("insecure", False))
              self.trusts = conf.get("trust_forwarded", False) in ("yes", "true")
              self.name = conf.get("name", None)
      def filter_factory(global_conf, **local_conf):
          conf = global_conf.copy()
          conf.update(local_conf)
          return lambda app: Middleware(app, conf)
    `,
  ],
});
