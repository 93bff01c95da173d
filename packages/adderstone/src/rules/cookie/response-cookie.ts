import type { CallEvent, StoreEvent } from '../../flow/event.ts';
import { type Place, textOf, type Value } from '../../flow/value.ts';
import type { Reporter } from '../rule.ts';

/** Calls that set a cookie on an answer, by dotted place; `samesite`, `secure` and `httponly` are their keyword names. */
export const SET_COOKIE: readonly string[] = [
  'flask.Response#set_cookie',
  'flask.make_response().set_cookie',
  'flask.wrappers.Response#set_cookie',
  'werkzeug.wrappers.Response#set_cookie',
  'werkzeug.Response#set_cookie',
  'django.http.{HttpResponse,JsonResponse,StreamingHttpResponse,HttpResponseRedirect,FileResponse}#set_cookie',
  'django.http.response.HttpResponseBase#set_cookie',
  'django.shortcuts.{render,redirect}().set_cookie',
  'rest_framework.response.Response#set_cookie',
  'starlette.responses.Response#set_cookie',
  'fastapi.Response#set_cookie',
  'fastapi.responses.{Response,JSONResponse,HTMLResponse,PlainTextResponse,RedirectResponse}#set_cookie',
  'aiohttp.web.{Response,StreamResponse,HTTPFound}#set_cookie',
  'aiohttp.web_response.Response#set_cookie',
  'sanic.response.HTTPResponse#add_cookie',
  'bottle.response.set_cookie',
  'bottle.{Response,BaseResponse,LocalResponse}#set_cookie',
  'falcon.Response#set_cookie',
  'quart.Response#set_cookie',
  'pyramid.response.Response#set_cookie',
  'pyramid.httpexceptions.{HTTPFound,HTTPSeeOther,HTTPMovedPermanently,HTTPTemporaryRedirect,HTTPOk}#set_cookie',
  'pyramid.httpexceptions.{HTTPFound,HTTPSeeOther,HTTPMovedPermanently,HTTPTemporaryRedirect,HTTPOk}().set_cookie',
  'pyramid.request.Request#response.set_cookie',
  'webob.Response#set_cookie',
  'tornado.web.RequestHandler#{set_cookie,set_signed_cookie,set_secure_cookie}',
];

/** True for a call of `SET_COOKIE` that writes an empty text, as all do that delete a cookie: nothing is in it to be read or sent along. */
export function isEmptied(call: CallEvent): boolean {
  return textOf(call.argument(1, 'value')) === '';
}

/** True when a cookie's name says that it keeps how a visitor wants to see the pages. */
export function isPreferenceName(name: string): boolean {
  return /lang|locale|theme|dark|mode|time_?zone|tz|consent|banner|sidebar|view|sort|filter|seen|tour|dismiss|menu|tab|layout|style|font|colou?r|currency|country|region|page|mobile|redirect|next|flash|messages?$|utm|ref$|test/i.test(
    name,
  );
}

/** True when a cookie's name says that it identifies a session or carries a credential. */
export function isCredentialName(name: string): boolean {
  return /sess|auth|token|login|passw|credential|secret|\bsid\b|_sid\b|\bjwt\b|remember/i.test(name);
}

/** Stores to a header of an answer, by dotted place. */
const HEADER_STORES: readonly string[] = [
  'flask.Response#headers',
  'werkzeug.wrappers.Response#headers',
  'flask.make_response().headers',
  'django.http.{HttpResponse,JsonResponse,StreamingHttpResponse,HttpResponseRedirect,FileResponse}#__setitem__',
  'django.http.{HttpResponse,JsonResponse,StreamingHttpResponse,HttpResponseRedirect,FileResponse}#headers',
  'django.shortcuts.{render,redirect}()',
  'starlette.responses.Response#headers',
  'fastapi.Response#headers',
  'fastapi.responses.{Response,JSONResponse,HTMLResponse,PlainTextResponse,RedirectResponse}#headers',
  'aiohttp.web.{Response,StreamResponse}#headers',
  'bottle.response.headers',
  'bottle.{Response,BaseResponse,LocalResponse}#headers',
  'pyramid.response.Response#headers',
  'webob.Response#headers',
  'cherrypy.response.headers',
];

/** Calls that set a header of an answer by name and value, by dotted place. */
const HEADER_CALLS: readonly string[] = [
  'flask.Response#headers.{add,add_header,set,setdefault,append}',
  'werkzeug.wrappers.Response#headers.{add,add_header,set,setdefault}',
  'flask.make_response().headers.{add,add_header,set,setdefault}',
  'starlette.responses.Response#headers.{append,setdefault}',
  'fastapi.Response#headers.{append,setdefault}',
  'aiohttp.web.{Response,StreamResponse}#headers.{add,setdefault}',
  'bottle.response.{set_header,add_header}',
  'bottle.{Response,BaseResponse,LocalResponse}#{set_header,add_header}',
  'tornado.web.RequestHandler#{set_header,add_header}',
  'http.server.BaseHTTPRequestHandler#send_header',
  'falcon.Response#{set_header,append_header}',
];

/** A cookie that is written out as a header. */
export interface WrittenCookie {
  readonly name: string | null;
  /** Names and values of its attributes, in small letters: `samesite=none`. */
  readonly attributes: ReadonlySet<string>;
}

/** The cookie that a `Set-Cookie` header sets (RFC 6265, 4.1.1); null where its attributes may be among what is not known. */
function writtenCookie(value: Value): WrittenCookie | null {
  const parts = value.text?.parts;
  const text =
    textOf(value) ??
    (parts === undefined ? null : parts.map((part) => ('literal' in part ? part.literal : '\0')).join(''));
  if (text === null || !text.includes('=')) return null;
  const [pair, ...rest] = text.split(';');
  // A hole behind the value may hold attributes, and one that is all of it anything.
  if (pair === undefined || rest.some((one) => one.includes('\0') && !one.includes('='))) return null;
  const name = pair.slice(0, pair.indexOf('=')).trim();
  return {
    name: name.includes('\0') || name === '' ? null : name,
    attributes: new Set(
      rest.map((one) =>
        one
          .trim()
          .toLowerCase()
          .replace(/\s*=\s*/, '='),
      ),
    ),
  };
}

/** The cookie that a store to a header sets, or null. */
function storedCookie(store: StoreEvent): WrittenCookie | null {
  return store.form === 'item' && store.name?.toLowerCase() === 'set-cookie' ? writtenCookie(store.value) : null;
}

/** The cookie that a call that sets a header sets, or null. */
function headerCookie(call: CallEvent): WrittenCookie | null {
  const value = call.args[1];
  return textOf(call.args[0])?.toLowerCase() === 'set-cookie' && value !== undefined ? writtenCookie(value) : null;
}

/** The parts of a rule that look at cookies which are written out as headers. */
export function forWrittenCookies(judge: (cookie: WrittenCookie, place: Place, report: Reporter) => void) {
  const tell = (cookie: WrittenCookie | null, place: Place, report: Reporter): void => {
    if (cookie !== null) judge(cookie, place, report);
  };
  return {
    call: { at: HEADER_CALLS, check: (call: CallEvent, report: Reporter) => tell(headerCookie(call), call, report) },
    store: {
      at: HEADER_STORES,
      check: (store: StoreEvent, report: Reporter) => tell(storedCookie(store), store, report),
    },
  };
}
