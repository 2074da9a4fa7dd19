/**
 * Requests and responses that are born with express's prototypes. Express gives each one its prototype when it arrives,
 * and an object whose prototype changes is slow from then on: born with it, the change changes nothing (DESIGN 7). Uses
 * public API only, and holds for one app without sub-apps, which would set prototypes of their own.
 */

import type { Express } from 'express';
import { IncomingMessage, ServerResponse } from 'node:http';

export interface FastPrototypes {
  readonly IncomingMessage: typeof IncomingMessage;
  readonly ServerResponse: typeof ServerResponse;
}

/** The classes of this app's requests and responses, for `http.createServer`. Call it once, before a request comes. */
export function fastPrototypesFor(app: Express): FastPrototypes {
  class FastRequest extends IncomingMessage {}
  class FastResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {}
  Object.setPrototypeOf(FastRequest.prototype, app.request);
  Object.setPrototypeOf(FastResponse.prototype, app.response);
  app.request = FastRequest.prototype as typeof app.request;
  app.response = FastResponse.prototype as typeof app.response;
  return { IncomingMessage: FastRequest, ServerResponse: FastResponse };
}
