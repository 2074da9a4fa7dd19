/**
 * Runs a program to its end. @throws Error with what it has printed, if it fails
 */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export const runFile = promisify(execFile);
