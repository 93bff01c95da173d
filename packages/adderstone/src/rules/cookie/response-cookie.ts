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
