import { defineRule, py } from '../rule.ts';

/** Functions that load a module by its name, which runs it. */
const LOADS = /(?:^|\.)(?:import_module|__import__)$/;

export const rule = defineRule({
  id: 'injection/attribute',
  title: 'Outside data chooses the attribute that is set',
  severity: 'medium',
  confidence: 'high',
  default: true,
  kind: 'attribute',
  cwe: [915, 470],
  why: 'Any attribute of the object can be overwritten, those of its class among them.',
  instead: 'Choose the name from a list.',
  equivalents: ['semgrep:setattr'],
  cause: 'flow',
  flow: {
    to: ['attribute'],
    message: 'chooses what is set or loaded by its name',
    further: ({ callee }) => (LOADS.test(callee) ? { cwe: [94], words: 'and the code of the module runs' } : null),
  },
  bad: [
    py`
      from flask import request
      def update(user):
          for name, value in request.form.items():
              setattr(user, name, value)  # ! attribute
    `,
    py`
      import dbus.service
      import importlib
      class Loader(dbus.service.Object):
          @dbus.service.method("org.example", in_signature="s")
          def Load(self, name):
              return importlib.import_module("plugins." + name)  # ! attribute
    `,
  ],
  good: [
    py`
      import dbus.service
      import importlib
      class Loader(dbus.service.Object):
          @dbus.service.method("org.example", in_signature="s")
          def Load(self, name):
              if name not in ("upower", "network"):
                  raise ValueError(name)
              return importlib.import_module("plugins." + name)
    `,
    py`
      from flask import request
      FIELDS = ("name", "city")
      def update(user):
          for name in FIELDS:
              setattr(user, name, request.form[name])
    `,
  ],
});
