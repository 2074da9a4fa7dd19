/**
 * Makes classes of requests and responses whose objects already have Express's prototypes. Express sets the prototype
 * of each request and response when a request arrives, and changing a prototype makes an object slow. If the object
 * already has the right prototype, nothing changes. The classes use only public API. They work for one app without
 * sub-apps, because a sub-app would set its own prototypes.
 */

import type { Express } from 'express';
import { IncomingMessage, ServerResponse } from 'node:http';

export interface FastPrototypes {
  readonly IncomingMessage: typeof IncomingMessage;
  readonly ServerResponse: typeof ServerResponse;
}

/**
 * Makes the request and response classes of an Express app, for `http.createServer`. Call this function once, before
 * the first request.
 */
export function fastPrototypesFor(app: Express): FastPrototypes {
  class FastRequest extends IncomingMessage {}
  class FastResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {}
  Object.setPrototypeOf(FastRequest.prototype, app.request);
  Object.setPrototypeOf(FastResponse.prototype, app.response);
  app.request = FastRequest.prototype as typeof app.request;
  app.response = FastResponse.prototype as typeof app.response;
  return { IncomingMessage: FastRequest, ServerResponse: FastResponse };
}
