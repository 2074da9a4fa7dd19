/**
 * The API page: the OpenAPI document for people, with every request to be tried from it. It loads nothing from
 * elsewhere, runs no inline script, and asks only this server; the strict policy says so to the browser.
 */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Router, type RequestHandler } from 'express';
import helmet from 'helmet';
import { PATHS } from '../../client-sdk/typescript/contract/wire.ts';
import { send } from '../web/send.ts';

const API_PAGE = '/docs';
const ASSET_SECONDS = 86_400;

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Quietkey API</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="${API_PAGE}/swagger-ui.css" />
  </head>
  <body>
    <main id="api"></main>
    <noscript>This page needs script. The document itself is at ${PATHS.openApi}.</noscript>
    <script src="${API_PAGE}/swagger-ui-bundle.js"></script>
    <script src="${API_PAGE}/start.js"></script>
  </body>
</html>
`;

/** No validator badge, which would ask a foreign server; no token is kept when the page is left. */
const START = `SwaggerUIBundle({
  url: '${PATHS.openApi}',
  dom_id: '#api',
  validatorUrl: null,
  persistAuthorization: false,
  deepLinking: false,
  defaultModelsExpandDepth: 0,
});
`;

const policy = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'"],
      'img-src': ["'self'", 'data:'],
      'connect-src': ["'self'"],
      'base-uri': ["'none'"],
      'form-action': ["'none'"],
      'frame-ancestors': ["'none'"],
    },
  },
});

/** The page and what it loads. */
export function apiPage(): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const library = createRequire(import.meta.url).resolve('swagger-ui-dist/swagger-ui-bundle.js');
  const fromLibrary = (name: string): string => readFileSync(new URL(name, `file://${library}`), 'utf8');
  router.use(API_PAGE, policy);
  router.get(
    API_PAGE,
    answerText('text/html; charset=utf-8', () => PAGE, 'no-cache'),
  );
  router.get(
    `${API_PAGE}/start.js`,
    answerText('text/javascript; charset=utf-8', () => START),
  );
  for (const [name, type] of [
    ['swagger-ui.css', 'text/css; charset=utf-8'],
    ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
  ] as const) {
    router.get(
      `${API_PAGE}/${name}`,
      answerText(type, () => fromLibrary(name)),
    );
  }
  return router;
}

/** Read when it is first asked for, and kept. */
function answerText(
  type: string,
  read: () => string,
  cache = `public, max-age=${ASSET_SECONDS}`,
): RequestHandler {
  let text: string | undefined;
  return (_request, response) => {
    text ??= read();
    send(response, { status: 200, body: text, headers: { 'content-type': type, 'cache-control': cache } });
  };
}
