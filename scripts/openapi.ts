/** Prints the OpenAPI document of the JSON API, for linting and for use without a server. */

import { writeOpenApi } from '../server/http/openapi.ts';
import { VERSION } from '../server/config/version.ts';

console.log(writeOpenApi(VERSION));
