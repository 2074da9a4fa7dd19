/**
 * The API page: Swagger UI for the OpenAPI document. Every request of the API can be tried from this page. The page
 * loads nothing from other servers, runs no inline script and sends requests to this server only; a
 * Content-Security-Policy enforces this.
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
    <noscript>This page needs JavaScript. The OpenAPI document is at ${PATHS.openApi}.</noscript>
    <script src="${API_PAGE}/swagger-ui-bundle.js"></script>
    <script src="${API_PAGE}/start.js"></script>
  </body>
</html>
`;

/**
 * The script that starts Swagger UI. The validator badge is off, because it would send a request to another server.
 * Tokens are not kept when the page is closed.
 */
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

/** The router that serves the API page and its assets. */
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

/** Answers with a text that is read at the first request and then kept in memory. */
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
