import type { AliasConfiguration, FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { Stage } from '../action-world.ts';
import { awsError, type Commands } from '../wire.ts';
import { accountConcurrency, Mappings, refuseUnlessRoom } from './lambda-settings.ts';

interface Asked {
  readonly FunctionName?: string;
  readonly Name?: string;
  readonly FunctionVersion?: string;
  readonly RevisionId?: string;
  readonly Qualifier?: string;
  readonly Payload?: Uint8Array;
  readonly Marker?: string;
  readonly ReservedConcurrentExecutions?: number;
  readonly UUID?: string;
  readonly Enabled?: boolean;
}

/** A function with its published versions and aliases; change its fields to change the world. */
export interface TeamFunction {
  readonly arn: string;
  versions: FunctionConfiguration[];
  readonly aliases: Map<string, AliasConfiguration>;
  /** What it was invoked with. */
  readonly invoked: unknown[];
  /** What an invocation answers; `error` is set if the function itself failed. */
  answers: { readonly error?: string; readonly payload: string };
  /** Its reserved concurrency. @default - none */
  reserved?: number;
}

/** How long until users notice another version, in seconds. */
const noticedAfter = 5;
/** "ListVersionsByFunction returns a maximum of 50 items in each response". */
const versionsPerPage = 50;

/** Lambda, limited to teams' functions: the engine's own run in the world itself. */
export class LambdaApi {
  readonly #stage: Stage;
  readonly #functions = new Map<string, TeamFunction>();
  readonly mappings = new Mappings();
  /** What all other functions reserve. */
  reservedByOthers = 0;
  #revisions = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  readonly commands: Commands = {
    GetAlias: ({ FunctionName, Name }: Asked) => ({ ...this.#alias(FunctionName, Name) }),
    GetFunctionConfiguration: ({ FunctionName, Qualifier }: Asked) =>
      this.#configuration(FunctionName, Qualifier),
    ListVersionsByFunction: (input: Asked) => this.#list(input),
    UpdateAlias: (input: Asked) => this.#update(input),
    Invoke: (input: Asked) => this.#invoke(input),
    GetAccountSettings: () => ({ AccountLimit: { UnreservedConcurrentExecutions: this.#unreserved() } }),
    GetFunctionConcurrency: ({ FunctionName }: Asked) => {
      const { reserved } = this.function(FunctionName);
      return reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved };
    },
    PutFunctionConcurrency: ({ FunctionName, ReservedConcurrentExecutions: asked = 0 }: Asked) =>
      this.#reserve(FunctionName, asked),
    DeleteFunctionConcurrency: ({ FunctionName }: Asked) => this.#reserve(FunctionName, undefined),
    GetEventSourceMapping: ({ UUID }: Asked) => ({ ...this.mappings.get(UUID) }),
    UpdateEventSourceMapping: ({ UUID, Enabled = false }: Asked) => this.#enable(UUID, Enabled),
  };

  /** Creates a function with versions from a day and ten minutes ago, and an alias on the second, unless they exist. */
  put(name: string, alias: string): void {
    const { partition, region, account } = this.#stage.place;
    const known = this.#functions.get(name);
    const made = known ?? {
      arn: `arn:${partition}:lambda:${region}:${account}:function:${name}`,
      versions: [this.#version('$LATEST', 10), this.#version('1', 1440), this.#version('2', 10)],
      aliases: new Map<string, AliasConfiguration>(),
      invoked: [],
      answers: { payload: '{"ok":true}' },
    };
    this.#functions.set(name, made);
    if (!made.aliases.has(alias))
      made.aliases.set(alias, this.#revised({ Name: alias, FunctionVersion: '2' }));
  }

  /** Adds a version, published this many minutes ago. */
  publish(name: string, version: string, minutesAgo: number): void {
    this.function(name).versions.push(this.#version(version, minutesAgo));
  }

  /** Someone else changes an alias. */
  change(name: string, alias: string, changes: AliasConfiguration): void {
    this.function(name).aliases.set(alias, this.#revised({ ...this.#alias(name, alias), ...changes }));
  }

  putMapping(uuid: string, sourceArn: string): void {
    this.mappings.put(uuid, sourceArn, this.#stage.world.clock.now());
  }

  #unreserved(): number {
    const reserved = [...this.#functions.values()].map((one) => one.reserved ?? 0);
    return accountConcurrency - this.reservedByOthers - reserved.reduce((sum, one) => sum + one, 0);
  }

  #reserve(name: string | undefined, to: number | undefined): object {
    const its = this.function(name);
    if (to !== undefined) refuseUnlessRoom(this.#unreserved(), its.reserved, to);
    if (to === undefined) delete its.reserved;
    else its.reserved = to;
    this.#stage.effect(its.arn, noticedAfter);
    return to === undefined ? {} : { ReservedConcurrentExecutions: to };
  }

  #enable(uuid: string | undefined, enabled: boolean): object {
    const { clock } = this.#stage.world;
    const mapping = this.mappings.enable(uuid, enabled, clock.now());
    clock.after(noticedAfter, () => Object.assign(mapping, { State: enabled ? 'Enabled' : 'Disabled' }));
    this.#stage.effect(mapping.EventSourceArn ?? '', noticedAfter);
    return { ...mapping };
  }

  remove(name: string): void {
    this.#functions.delete(name);
  }

  /** @throws Error AWS's own, if there is no such function */
  function(name = ''): TeamFunction {
    const found = this.#functions.get(name);
    if (!found) throw awsError('ResourceNotFoundException', `Function not found: ${name}`);
    return found;
  }

  #version(Version: string, minutesAgo: number): FunctionConfiguration {
    const LastModified = new Date(this.#stage.world.clock.milliseconds - minutesAgo * 60_000).toISOString();
    return { Version, LastModified, Timeout: 10, State: 'Active' };
  }

  #revised(alias: AliasConfiguration): AliasConfiguration {
    return { ...alias, RevisionId: `revision-${++this.#revisions}` };
  }

  #alias(name: string | undefined, alias = ''): AliasConfiguration {
    const found = this.function(name).aliases.get(alias);
    if (!found) throw awsError('ResourceNotFoundException', `Cannot find alias arn: ${name}:${alias}`);
    return found;
  }

  /** The configuration of a version, or of the version behind an alias. */
  #configuration(name: string | undefined, qualifier = '$LATEST'): FunctionConfiguration {
    const { versions, aliases } = this.function(name);
    const version = aliases.get(qualifier)?.FunctionVersion ?? qualifier;
    const found = versions.find(({ Version }) => Version === version);
    if (!found) throw awsError('ResourceNotFoundException', `Function not found: ${name}:${qualifier}`);
    return { ...found };
  }

  #list({ FunctionName, Marker = '0' }: Asked): object {
    const { versions } = this.function(FunctionName);
    const end = Number(Marker) + versionsPerPage;
    // "doesn't return … State": https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html
    const Versions = versions.slice(Number(Marker), end).map(({ State: _, ...version }) => version);
    return { Versions, ...(end < versions.length ? { NextMarker: String(end) } : {}) };
  }

  /** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html (Errors) */
  #update({ FunctionName, Name = '', FunctionVersion, RevisionId }: Asked): object {
    const before = this.#alias(FunctionName, Name);
    if (RevisionId !== undefined && RevisionId !== before.RevisionId)
      throw awsError(
        'PreconditionFailedException',
        'The RevisionId provided does not match the latest RevisionId.',
      );
    this.#configuration(FunctionName, FunctionVersion);
    const { arn, aliases } = this.function(FunctionName);
    const after = this.#revised({ ...before, FunctionVersion });
    aliases.set(Name, after);
    this.#stage.effect(arn, noticedAfter);
    return { ...after };
  }

  #invoke({ FunctionName, Qualifier, Payload }: Asked): object {
    const { State, Version } = this.#configuration(FunctionName, Qualifier);
    if (State !== 'Active') throw awsError('ResourceConflictException', `The function is in state ${State}.`);
    const its = this.function(FunctionName);
    its.invoked.push(JSON.parse(new TextDecoder().decode(Payload)));
    this.#stage.effect(`${its.arn}:${Qualifier}`, noticedAfter);
    const { error, payload } = its.answers;
    return {
      StatusCode: 200,
      ExecutedVersion: Version,
      Payload: new TextEncoder().encode(payload),
      ...(error ? { FunctionError: error } : {}),
    };
  }
}
