import type { HttpRequest } from './contract.ts';

/** The body as it was sent: signatures are of exactly that. */
export const bodyOf = ({ body = '', isBase64Encoded }: HttpRequest): string =>
  isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
