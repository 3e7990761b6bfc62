import type { Path } from './problem.ts';

/** Names of fields that hold secrets, in whatever file and at whatever depth. */
const secretive = /secret|password|passwd|token|credential|api_?key|routing_?key|signing_?key/i;

/** Integration URLs hold their key in the path, and some a login. */
const url = /^\w+:\/\/[^/]+\/.|^\w+:\/\/[^/]*@/;

/** Where people are likely to write a secret by mistake: in settings of channels and of the synthetic alarm. */
const isTold = (path: Path): boolean =>
  path[0] === 'synthetic' ||
  ((path[0] === 'channels' || path.includes('notices')) && path.at(-1) !== 'channel');

/** Whether a reported text could be a secret. Synth's output ends up in build logs. */
export const mayBeSecret = (path: Path, value: string): boolean =>
  url.test(value) || isTold(path) || path.some((key) => secretive.test(String(key)));

/** What is reported instead. */
export const hidden = (value: string): string => `a text of ${value.length} characters`;
