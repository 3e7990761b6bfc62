import { createHash } from 'node:crypto';
import type { AutomationExecution, DocumentDescription, InstanceInformation } from '@aws-sdk/client-ssm';
import type { Stage } from '../action-world.ts';
import { awsError, type Commands } from '../wire.ts';

interface Asked {
  readonly Name?: string;
  readonly DocumentName?: string;
  readonly DocumentVersion?: string;
  readonly DocumentHash?: string;
  readonly Filters?: readonly { readonly Key?: string; readonly Values?: readonly string[] }[];
  readonly AutomationExecutionId?: string;
  readonly ClientToken?: string;
  readonly Parameters?: Record<string, string[]>;
  readonly InstanceIds?: readonly string[];
  readonly CommandId?: string;
  readonly InstanceId?: string;
}

/** How a run ends. */
interface Ending {
  status: string;
  /** What it printed, or the message of its failure. */
  said: string;
  afterSeconds: number;
}

interface Invocation {
  readonly instance: string;
  Status: string;
  StatusDetails: string;
  StandardOutputContent: string;
  StandardErrorContent: string;
}

/** An id as long as SSM's, which are UUIDs. */
const idOf = (kind: 'a' | 'c', before: number): string =>
  `${kind}0000000-0000-4000-8000-${String(before + 1).padStart(12, '0')}`;

/** How long until users notice what a run does, in seconds. */
const noticedAfter = 30;

/**
 * Systems Manager, limited to running documents: automations and commands. Modeled on AWS's documentation and service model
 * alone, since no emulator here runs documents.
 */
export class Ssm {
  readonly #stage: Stage;
  /** By name and version. */
  readonly #documents = new Map<string, DocumentDescription>();
  readonly #nodes = new Map<string, InstanceInformation>();
  /** By id, with the token that started each. */
  readonly automations = new Map<string, AutomationExecution & { readonly token?: string }>();
  readonly invocations = new Map<string, Invocation>();
  /** How a run that begins now will end. */
  ends: Ending = { status: 'Success', said: 'done', afterSeconds: 20 };

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  readonly commands: Commands = {
    DescribeDocument: ({ Name = '', DocumentVersion = '' }: Asked) => ({
      Document: this.document(Name, DocumentVersion),
    }),
    DescribeAutomationExecutions: ({ Filters = [] }: Asked) => this.#listAutomations(Filters),
    GetAutomationExecution: ({ AutomationExecutionId = '' }: Asked) => ({
      AutomationExecution: this.#automation(AutomationExecutionId),
    }),
    StartAutomationExecution: (input: Asked) => this.#startAutomation(input),
    DescribeInstanceInformation: ({ Filters: [filter] = [] }: Asked) => ({
      InstanceInformationList: (filter?.Values ?? []).flatMap((id) => this.#nodes.get(id) ?? []),
    }),
    SendCommand: (input: Asked) => this.#sendCommand(input),
    GetCommandInvocation: ({ CommandId = '' }: Asked) => {
      const found = this.invocations.get(CommandId);
      if (!found) throw awsError('InvocationDoesNotExist', 'The command ID and instance ID did not match.');
      return { CommandId, ...found };
    },
  };

  /** Creates a document that takes these parameters, each with a default, unless it exists. */
  putDocument(Name: string, version: string, type: 'Automation' | 'Command', takes: readonly string[]): void {
    const key = `${Name}:${version}`;
    if (this.#documents.has(key)) return;
    this.#documents.set(key, {
      Name,
      DocumentVersion: version,
      DocumentType: type,
      Status: 'Active',
      Owner: this.#stage.place.account,
      Hash: createHash('sha256').update(key).digest('hex'),
      HashType: 'Sha256',
      Parameters: [...new Set(takes)].map((name) => ({ Name: name, Type: 'String', DefaultValue: '' })),
    });
  }

  /** @throws Error AWS's own, if there is no such document or version */
  document(name: string, version: string): DocumentDescription {
    const found = this.#documents.get(`${name}:${version}`);
    if (found) return found;
    const isKnown = [...this.#documents.keys()].some((key) => key.startsWith(`${name}:`));
    throw awsError(isKnown ? 'InvalidDocumentVersion' : 'InvalidDocument', 'There is no such document.');
  }

  changeDocument(name: string, version: string, changes: DocumentDescription): void {
    this.#documents.set(`${name}:${version}`, { ...this.document(name, version), ...changes });
  }

  removeDocument(name: string, version: string): void {
    this.#documents.delete(`${name}:${version}`);
  }

  /** Creates a node whose agent answers, unless it exists. */
  putNode(instance: string): void {
    if (!this.#nodes.has(instance)) this.setNode(instance, { PingStatus: 'Online' });
  }

  setNode(instance: string, changes: InstanceInformation): void {
    const LastPingDateTime = this.#stage.world.clock.now();
    this.#nodes.set(instance, { InstanceId: instance, LastPingDateTime, ...changes });
  }

  removeNode(instance: string): void {
    this.#nodes.delete(instance);
  }

  #automation(id: string): AutomationExecution {
    const found = this.automations.get(id);
    if (!found) throw awsError('AutomationExecutionNotFoundException', `There is no execution ${id}.`);
    return found;
  }

  #listAutomations(filters: NonNullable<Asked['Filters']>): object {
    const wanted = (key: string) => filters.find(({ Key }) => Key === key)?.Values ?? [];
    const [[prefix = ''], statuses] = [wanted('DocumentNamePrefix'), wanted('ExecutionStatus')];
    const listed = [...this.automations.values()].filter(
      ({ DocumentName = '', AutomationExecutionStatus = '' }) =>
        DocumentName.startsWith(prefix) && statuses.includes(AutomationExecutionStatus),
    );
    return { AutomationExecutionMetadataList: listed };
  }

  /**
   * "User-provided idempotency token. The token must be unique, is case insensitive, enforces the UUID format, and can't be
   * reused." https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_StartAutomationExecution.html
   */
  #startAutomation({
    DocumentName = '',
    DocumentVersion = '',
    ClientToken = '',
    Parameters = {},
  }: Asked): object {
    this.document(DocumentName, DocumentVersion);
    if (!/^[a-f0-9]{8}(-[a-f0-9]{4}){3}-[a-f0-9]{12}$/i.test(ClientToken))
      throw awsError('ValidationException', 'The client token is no UUID.');
    const before = [...this.automations.values()].find(({ token }) => token === ClientToken);
    if (before) return { AutomationExecutionId: before.AutomationExecutionId };
    const id = idOf('a', this.automations.size);
    const execution = {
      AutomationExecutionId: id,
      DocumentName,
      DocumentVersion,
      Parameters,
      AutomationExecutionStatus: 'InProgress' as const,
      token: ClientToken,
    };
    this.automations.set(id, execution);
    this.#begin(id, ({ status, said }) => {
      const outcome = status === 'Success' ? { Outputs: { output: [said] } } : { FailureMessage: said };
      this.automations.set(id, { ...execution, AutomationExecutionStatus: status as 'Success', ...outcome });
      this.#stage.world.onWorkEnded({
        source: 'aws.ssm',
        'detail-type': 'EC2 Automation Execution Status-change Notification',
        detail: {
          ExecutionId: id,
          Definition: DocumentName,
          DefinitionVersion: Number(DocumentVersion),
          Status: status,
        },
      });
    });
    return { AutomationExecutionId: id };
  }

  /** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_SendCommand.html (DocumentHash; Errors) */
  #sendCommand({ DocumentName = '', DocumentVersion = '', DocumentHash, InstanceIds = [] }: Asked): object {
    const { Hash } = this.document(DocumentName, DocumentVersion);
    const [instance = ''] = InstanceIds;
    if (DocumentHash !== Hash) throw awsError('InvalidDocument', 'The hash of the document does not match.');
    if (!this.#nodes.has(instance))
      throw awsError('InvalidInstanceId', 'The instance is not in valid state.');
    const id = idOf('c', this.invocations.size);
    const invocation: Invocation = {
      instance,
      Status: 'InProgress',
      StatusDetails: 'InProgress',
      StandardOutputContent: '',
      StandardErrorContent: '',
    };
    this.invocations.set(id, invocation);
    this.#begin(id, ({ status, said }) => {
      const printed = status === 'Success' ? { StandardOutputContent: said } : { StandardErrorContent: said };
      Object.assign(invocation, { Status: status, StatusDetails: status, ...printed });
      this.#stage.world.onWorkEnded({
        source: 'aws.ssm',
        'detail-type': 'EC2 Command Status-change Notification',
        detail: { 'command-id': id, 'document-name': DocumentName, status },
      });
    });
    return { Command: { CommandId: id, Status: 'Pending' } };
  }

  #begin(id: string, end: (ending: Ending) => void): void {
    const ending = { ...this.ends };
    if (ending.status === 'Success') this.#stage.effect(id, noticedAfter);
    this.#stage.world.clock.after(ending.afterSeconds, () => end(ending));
  }
}
