#include "http/openapi_page.h"

#include <string_view>

#include "base/bytes.h"
#include "base/digest.h"

namespace socle::http {
namespace {

constexpr std::string_view kStyle = R"css(
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--line:#dfe4ea;--back:#f6f7f9;--card:#fff;
--get:#1769aa;--post:#1d7a46;--put:#a05a00;--delete:#b3261e;--other:#5b5f97;--accent:#1769aa}
@media(prefers-color-scheme:dark){:root{--ink:#e4e8ee;--soft:#9aa5b4;--line:#2e3743;--back:#12161c;--card:#1a2028;
--get:#64b0ee;--post:#63c58d;--put:#e6a95a;--delete:#f08a80;--other:#a9adea;--accent:#64b0ee}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 6rem}
h1{font-size:1.6rem;margin:.2rem 0}h1 small{font-size:.9rem;font-weight:400;color:var(--soft)}
h2{font-size:1rem;letter-spacing:.06em;margin:2rem 0 .5rem;color:var(--soft)}
h3{font-size:.85rem;margin:1rem 0 .3rem;color:var(--soft)}
a{color:var(--accent)}
#search{width:100%;margin-top:1rem;padding:.55rem .8rem}
input,textarea,select,button{font:inherit;color:inherit;background:var(--back);border:1px solid var(--line);border-radius:6px;padding:.3rem .5rem}
textarea{width:100%;min-height:7rem;font-family:ui-monospace,monospace;font-size:.85rem}
button{background:var(--accent);border-color:var(--accent);color:var(--card);padding:.35rem 1rem;cursor:pointer}
:focus-visible{outline:2px solid var(--accent);outline-offset:1px}
details{background:var(--card);border:1px solid var(--line);border-radius:8px;margin:.4rem 0}
summary{display:flex;gap:.8rem;align-items:baseline;padding:.5rem .8rem;cursor:pointer;list-style:none;flex-wrap:wrap}
summary::-webkit-details-marker{display:none}
.method{font:700 .75rem/1.6 ui-monospace,monospace;min-width:4.2rem;text-align:center;border:1px solid;border-radius:4px}
.get{color:var(--get)}.post{color:var(--post)}.put{color:var(--put)}.delete{color:var(--delete)}
.options,.patch,.head{color:var(--other)}
code,pre{font-family:ui-monospace,monospace;font-size:.87rem}
summary .said{color:var(--soft);margin-left:auto}
.inside{padding:0 .8rem .9rem;border-top:1px solid var(--line)}
table{border-collapse:collapse;width:100%}
td{padding:.25rem .8rem .25rem 0;vertical-align:top}td input{width:100%}
td:first-child{white-space:nowrap}
.soft{color:var(--soft)}
pre{background:var(--back);border:1px solid var(--line);border-radius:6px;padding:.7rem;overflow:auto;max-height:30rem;white-space:pre-wrap;overflow-wrap:anywhere}
[hidden]{display:none!important}
)css";

constexpr std::string_view kScript = R"js(
'use strict';
const make = (tag, attributes, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.filter(child => child !== null && child !== undefined));
  return node;
};
// Indents JSON and leaves its values as they are written: 5.50 stays 5.50.
const pretty = text => {
  try { JSON.parse(text); } catch { return text; }
  let depth = 0, before = '';
  const line = () => '\n' + '  '.repeat(depth);
  return text.match(/"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"]+/g).map(token => {
    const opened = before === '{' || before === '[', closes = token === '}' || token === ']';
    if (closes) depth--;
    const start = opened !== closes || before === ',' ? line() : before === ':' ? ' ' : '';
    if (token === '{' || token === '[') depth++;
    before = token;
    return start + token;
  }).join('');
};
const main = document.querySelector('main');

function parameterRow(parameter, fields) {
  const input = make('input', {'aria-label': parameter.name, spellcheck: 'false'});
  fields.push({parameter, input});
  return make('tr', {},
    make('td', {}, make('code', {}, parameter.name), parameter.required ? ' *' : ''),
    make('td', {class: 'soft'}, parameter.in),
    make('td', {}, parameter.description || ''),
    make('td', {}, input));
}

async function send(method, path, fields, types, body, output) {
  let target = path;
  const query = new URLSearchParams(), headers = {};
  for (const {parameter, input} of fields) {
    if (parameter.in === 'path') target = target.replace('{' + parameter.name + '}', encodeURIComponent(input.value));
    else if (!input.value) continue;
    else if (parameter.in === 'query') query.append(parameter.name, input.value);
    else if (parameter.in === 'header') headers[parameter.name] = input.value;
  }
  if (String(query)) target += '?' + query;
  if (body) headers['Content-Type'] = types.value;
  output.hidden = false;
  output.textContent = method.toUpperCase() + ' ' + target + '\n…';
  const began = performance.now();
  try {
    const answer = await fetch(target, {method, headers, body: body ? body.value : undefined});
    const text = await answer.text();
    const lines = [method.toUpperCase() + ' ' + target, '',
      answer.status + ' ' + answer.statusText + '   ' + (performance.now() - began).toFixed(1) + ' ms'];
    answer.headers.forEach((value, name) => lines.push(name + ': ' + value));
    output.textContent = lines.join('\n') + '\n\n' + pretty(text);
  } catch (error) {
    output.textContent = String(error);
  }
}

function tryIt(method, path, operation, fields) {
  const content = operation.requestBody ? Object.keys(operation.requestBody.content) : null;
  const types = content && make('select', {'aria-label': 'Content-Type'}, ...content.map(type => make('option', {}, type)));
  const body = content && make('textarea', {'aria-label': 'body', spellcheck: 'false', placeholder: 'body'});
  const output = make('pre', {hidden: ''});
  return make('form', {onsubmit: event => { event.preventDefault(); send(method, path, fields, types, body, output); }},
    content && make('h3', {}, 'Body '), types, body,
    make('p', {}, make('button', {}, 'Send')), output);
}

function show(method, path, operation) {
  const fields = [];
  const build = () => {
    const inside = make('div', {class: 'inside'});
    if (operation.parameters) {
      inside.append(make('h3', {}, 'Parameters'),
        make('table', {}, ...operation.parameters.map(one => parameterRow(one, fields))));
    }
    inside.append(make('h3', {}, 'Responses'), make('table', {}, ...Object.entries(operation.responses).map(
      ([status, response]) => make('tr', {}, make('td', {}, make('code', {}, status)), make('td', {}, response.description),
        make('td', {class: 'soft'}, Object.keys(response.content || {}).join(', '))))));
    inside.append(tryIt(method, path, operation, fields));
    return inside;
  };
  const details = make('details', {id: operation.operationId,
    'data-text': [method, path, operation.operationId, operation.summary].join(' ').toLowerCase(),
    ontoggle: () => { if (details.open && !details.querySelector('.inside')) details.append(build()); }},
    make('summary', {}, make('span', {class: 'method ' + method}, method.toUpperCase()), make('code', {}, path),
      make('span', {class: 'said'}, operation.summary || '')));
  return details;
}

function search(text) {
  for (const section of main.querySelectorAll('section')) {
    let any = false;
    for (const details of section.querySelectorAll('details')) {
      details.hidden = !details.dataset.text.includes(text.toLowerCase());
      any = any || !details.hidden;
    }
    section.hidden = !any;
  }
}

async function start() {
  const api = await (await fetch('openapi.json')).json();
  document.title = api.info.title;
  main.replaceChildren(
    make('h1', {}, api.info.title + ' ', make('small', {}, api.info.version)),
    make('p', {}, make('a', {href: 'openapi.json'}, 'openapi.json'), ' · OpenAPI ' + api.openapi),
    make('input', {id: 'search', type: 'search', placeholder: 'Find an operation', 'aria-label': 'Find an operation',
      oninput: event => search(event.target.value)}));
  const sections = new Map();
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = (operation.tags || ['OTHER'])[0];
      if (!sections.has(tag)) sections.set(tag, make('section', {}, make('h2', {}, tag)));
      sections.get(tag).append(show(method, path, operation));
    }
  }
  main.append(...sections.values());
  const named = location.hash && document.getElementById(location.hash.slice(1));
  if (named) { named.open = true; named.scrollIntoView(); }
}
start().catch(error => { main.textContent = 'openapi.json cannot be shown: ' + error; });
)js";

std::string Source(std::string_view inline_text) {
  const base::Digest digest = base::Sha256().Add(inline_text).Finish();
  return "'sha256-" + base::ToBase64(digest.View()) + "'";
}

}  // namespace

const std::string& OpenApiPage() {
  static const std::string page =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"" +
      OpenApiPagePolicy() +
      "\">\n<link rel=\"icon\" href=\"data:,\">\n<title>API</title>\n<style>" +
      std::string(kStyle) +
      "</style>\n</head>\n<body>\n<main>One moment…<noscript> This page needs JavaScript; the "
      "description itself is <a "
      "href=\"openapi.json\">openapi.json</a>.</noscript></main>\n<script>" +
      std::string(kScript) + "</script>\n</body>\n</html>\n";
  return page;
}

const std::string& OpenApiPagePolicy() {
  static const std::string policy =
      "default-src 'none'; connect-src 'self'; img-src data:; style-src " + Source(kStyle) +
      "; script-src " + Source(kScript) + "; base-uri 'none'; form-action 'self'";
  return policy;
}

}  // namespace socle::http
