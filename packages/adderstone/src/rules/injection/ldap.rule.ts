import { defineRule, py } from '../rule.ts';
import { judgeQuery } from './query-text.ts';

const FILTER = {
  name: 'an LDAP filter',
  quotes: /(?:^|\.)(?:escape_filter_chars|filter_format|escape_bytes)\(\)$/,
};
const NAME = { name: 'a distinguished name of LDAP', quotes: /(?:^|\.)(?:escape_dn_chars|escape_rdn)\(\)$/ };

export const rule = defineRule({
  id: 'injection/ldap',
  title: 'Values are put into an LDAP filter or name',
  severity: 'high',
  confidence: 'medium',
  default: true,
  kind: 'ldap',
  flow: { to: ['ldap', 'ldap-dn'], message: 'becomes part of a query of a directory' },
  cwe: [90],
  why: 'Brackets, `*` and `|` in a value change which entries match: `*` alone matches every account.',
  instead:
    'Quote each value of a filter with `escape_filter_chars` and of a name with `escape_dn_chars` or `escape_rdn`; neither does for the other.',
  equivalents: ['codeql:py/ldap-injection'],
  calls: [
    {
      at: [
        'ldap.ldapobject.SimpleLDAPObject#{search,search_s,search_st,search_ext,search_ext_s}',
        'ldap.initialize().{search,search_s,search_st,search_ext,search_ext_s}',
      ],
      check(call, report) {
        judgeQuery(call, call.argument(0, 'base'), NAME, report);
        judgeQuery(call, call.argument(2, 'filterstr'), FILTER, report);
      },
    },
    {
      at: ['ldap3.Connection#search', 'ldap3.core.connection.Connection#search', 'ldap3.Connection().search'],
      check(call, report) {
        judgeQuery(call, call.argument(0, 'search_base'), NAME, report);
        judgeQuery(call, call.argument(1, 'search_filter'), FILTER, report);
      },
    },
  ],
  bad: [
    py`
      import ldap
      def find(name):
          connection = ldap.initialize("ldaps://ldap.shop.example")
          return connection.search_s("dc=shop", ldap.SCOPE_SUBTREE, "(uid=" + name + ")")  # ! ldap
    `,
    py`
      import ldap3
      def find(server, name):
          connection = ldap3.Connection(server)
          connection.search("dc=shop", f"(uid={name})")  # ! ldap
    `,
    py`
      import ldap
      from flask import request
      from ldap.dn import escape_dn_chars
      from ldap.filter import escape_filter_chars
      def view():
          connection = ldap.initialize("ldaps://ldap.shop.example")
          name = request.args["name"]
          connection.search_s("dc=shop", ldap.SCOPE_SUBTREE, "(uid=%s)" % escape_dn_chars(name))  # ! ldap
          connection.delete_s("uid=%s,dc=shop" % escape_filter_chars(name))  # ! ldap
    `,
  ],
  good: [
    py`
      import ldap
      from flask import request
      from ldap.dn import escape_dn_chars
      from ldap.filter import escape_filter_chars
      def view():
          connection = ldap.initialize("ldaps://ldap.shop.example")
          name = request.args["name"]
          connection.search_s("dc=shop", ldap.SCOPE_SUBTREE, "(uid=%s)" % escape_filter_chars(name))
          connection.delete_s("uid=%s,dc=shop" % escape_dn_chars(name))
    `,
    py`
      import ldap3
      from ldap3.utils.conv import escape_filter_chars
      def find(server, name):
          connection = ldap3.Connection(server)
          connection.search("dc=shop", f"(uid={escape_filter_chars(name)})")
    `,
    py`
      import ldap
      def all_groups():
          connection = ldap.initialize("ldaps://ldap.shop.example")
          return connection.search_s("dc=shop", ldap.SCOPE_SUBTREE, "(objectClass=group)")
    `,
  ],
});
