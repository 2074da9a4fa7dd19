/** Prints the OpenAPI document of the JSON door, for linting and for whoever wants it without a server. */

import { writeOpenApi } from '../server/http/openapi.ts';
import { VERSION } from '../server/config/version.ts';

console.log(writeOpenApi(VERSION));
