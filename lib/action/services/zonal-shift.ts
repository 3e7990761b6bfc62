import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { HttpClient, HttpCommand, type HttpRequest, type HttpSettings } from '../http-client.ts';

/**
 * The part of AWS Application Recovery Controller's zonal shift that is used here. Its API is JSON over HTTP with AWS's usual
 * signature. The registry that this project installs from has no SDK package for it.
 * https://docs.aws.amazon.com/arc-zonal-shift/latest/api/Welcome.html
 */

/** https://docs.aws.amazon.com/arc-zonal-shift/latest/api/API_GetManagedResource.html, the fields that are read. */
export interface ManagedResource {
  readonly name?: string;
  /** By Availability Zone id: 1, or 0 for no traffic. */
  readonly appliedWeights?: Readonly<Record<string, number>>;
  readonly zonalShifts?: readonly Shift[];
  readonly autoshifts?: readonly Shift[];
}

export interface Shift {
  readonly awayFrom?: string;
  readonly appliedStatus?: 'APPLIED' | 'NOT_APPLIED';
  readonly zonalShiftId?: string;
}

/** `expiresIn`: `90m` or `3h`, 72 hours at most. */
export interface NewShift {
  readonly resourceIdentifier: string;
  readonly awayFrom: string;
  readonly expiresIn: string;
  readonly comment: string;
}

export class GetManagedResourceCommand extends HttpCommand<
  { readonly resourceIdentifier: string },
  ManagedResource
> {
  request(): HttpRequest {
    const path = `/managedresources/${encodeURIComponent(this.input.resourceIdentifier)}`;
    return { method: 'GET', path, headers: {} };
  }
}

export class StartZonalShiftCommand extends HttpCommand<
  NewShift,
  { readonly zonalShiftId?: string; readonly expiryTime?: number }
> {
  request(): HttpRequest {
    const headers = { 'content-type': 'application/json' };
    return { method: 'POST', path: '/zonalshifts', headers, body: JSON.stringify(this.input) };
  }
}

interface Settings extends HttpSettings {
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export class ZonalShiftClient extends HttpClient {
  readonly #region: string;
  readonly #signer: SignatureV4;

  constructor(settings: Settings = {}) {
    super(settings);
    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
    this.#region = settings.region ?? process.env['AWS_REGION'] ?? '';
    this.#signer = new SignatureV4({
      service: 'arc-zonal-shift',
      region: this.#region,
      credentials: settings.credentials ?? defaultProvider(),
      sha256: Sha256,
    });
  }

  protected override async authorize(_command: unknown, { method, path, headers, body }: HttpRequest) {
    const suffix = this.#region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
    const { endpoint = `https://arc-zonal-shift.${this.#region}.${suffix}` } = this.settings;
    const { protocol, hostname, port, host } = new URL(endpoint);
    const signed = await this.#signer.sign({
      ...{ method, protocol, hostname, path, body, headers: { ...headers, host } },
      ...(port ? { port: Number(port) } : {}),
    });
    return { endpoint, headers: signed.headers };
  }

  /** https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization */
  protected override errorName({ headers }: Response, body: Readonly<Record<string, unknown>>): string {
    const named = headers.get('x-amzn-errortype') ?? String(body['__type'] ?? 'UnknownError');
    return named.split(':')[0]?.split('#').at(-1) ?? named;
  }
}
