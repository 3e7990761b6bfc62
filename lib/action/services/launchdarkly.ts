import { type ReadSecret, readSecret, rememberSecrets } from '#core/aws/secrets';
import { HttpClient, HttpCommand, type HttpRequest, type HttpSettings } from '../http-client.ts';

/** The part of LaunchDarkly's REST API that is used here. https://launchdarkly.com/docs/api */

/** The flag, and the secret with the access token that may change it. */
export interface ItsFlag {
  readonly host: string;
  readonly project: string;
  readonly environment: string;
  readonly flag: string;
  /** ARN of the secret. */
  readonly token: string;
}

/** https://launchdarkly.com/docs/api/feature-flags/get-feature-flag, the fields that are read. */
export interface Flag {
  readonly archived?: boolean;
  readonly environments?: Readonly<
    Record<string, { readonly on?: boolean; readonly version?: number; readonly lastModified?: number }>
  >;
}

const pathOf = ({ project, flag }: ItsFlag) =>
  `/api/v2/flags/${encodeURIComponent(project)}/${encodeURIComponent(flag)}`;

export class GetFlagCommand extends HttpCommand<ItsFlag, Flag> {
  request(): HttpRequest {
    return { method: 'GET', path: pathOf(this.input), query: { env: this.input.environment }, headers: {} };
  }
}

/** Leaves `ignoreConflicts` out, so that a change that conflicts with a pending approval or schedule is refused. */
export class PatchFlagCommand extends HttpCommand<
  ItsFlag & { readonly kind: 'turnFlagOff' | 'turnFlagOn'; readonly comment: string },
  Flag
> {
  request(): HttpRequest {
    const { environment: environmentKey, kind, comment } = this.input;
    return {
      method: 'PATCH',
      path: pathOf(this.input),
      headers: { 'content-type': 'application/json; domain-model=launchdarkly.semanticpatch' },
      body: JSON.stringify({ environmentKey, comment, instructions: [{ kind }] }),
    };
  }
}

const remembered = rememberSecrets(readSecret, () => new Date());

/** Time limit for reading the token, in milliseconds. */
const patience = 5_000;

export class LaunchDarklyClient extends HttpClient {
  readonly #secret: ReadSecret;

  constructor(settings: HttpSettings & { readonly secret?: ReadSecret } = {}) {
    super(settings);
    this.#secret = settings.secret ?? remembered;
  }

  protected override async authorize(command: HttpCommand<object, unknown>, { headers }: HttpRequest) {
    const { host, token } = command.input as ItsFlag;
    const authorization = await this.#secret(token, AbortSignal.timeout(patience));
    return {
      endpoint: this.settings.endpoint ?? `https://${host}`,
      // The version of the API that this was written for.
      headers: { ...headers, authorization, 'ld-api-version': '20240415' },
    };
  }

  /** `{ "code": "conflict", "message": "…" }` */
  protected override errorName({ status }: Response, { code }: Readonly<Record<string, unknown>>): string {
    return typeof code === 'string' && code ? code : `status ${status}`;
  }
}
