/**
 * Classes of requests and responses that are created with Express's prototypes. Express sets the prototype of each one
 * when it arrives, and changing a prototype makes an object slow. If the object already has that prototype, nothing
 * changes. Uses public API only, and works for one app without sub-apps, which would set their own prototypes.
 */

import type { Express } from 'express';
import { IncomingMessage, ServerResponse } from 'node:http';

export interface FastPrototypes {
  readonly IncomingMessage: typeof IncomingMessage;
  readonly ServerResponse: typeof ServerResponse;
}

/** The classes of this app's requests and responses, for `http.createServer`. Call it once, before the first request. */
export function fastPrototypesFor(app: Express): FastPrototypes {
  class FastRequest extends IncomingMessage {}
  class FastResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {}
  Object.setPrototypeOf(FastRequest.prototype, app.request);
  Object.setPrototypeOf(FastResponse.prototype, app.response);
  app.request = FastRequest.prototype as typeof app.request;
  app.response = FastResponse.prototype as typeof app.response;
  return { IncomingMessage: FastRequest, ServerResponse: FastResponse };
}
