import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { FunctionUrl, FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { variables } from '#core/aws/variables';
import { defaults } from '#define/defaults';
import { channelsFile } from '#lambdas/page/contract';
import { putBeside } from '../bundle.ts';
import { allChannels } from '../channels.ts';
import { handlerFile } from '../names.ts';
import { type Engine, stageFunction } from '../stage-function.ts';

/**
 * The answer page: one public function URL, and the key that its links are signed with. Anyone may call it; it does only what a
 * link or a channel's signature allows. https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
export class Answers extends Construct {
  /** Environment variables of the stages that make links. */
  readonly variables: Readonly<Record<string, string>>;
  /** The engine, with permission to read the key. */
  readonly engine: Engine;

  constructor(scope: Construct, engine: Engine) {
    super(scope, 'Answers');
    const { deployment, resources } = engine;
    const { linksFor = defaults.linksFor } = deployment.environment.answers ?? {};
    const key = new Secret(this, 'Key', {
      description: 'Nightshift: links to the answer page are signed with it',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(key).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'A new key makes every link useless that was sent before; a person replaces it when one may have leaked, by put-secret-value. Links work for hours.',
    });
    this.engine = { ...engine, resources: { ...resources, answerKey: key.secretArn } };
    putBeside(
      deployment.bundles,
      handlerFile.stage('answer'),
      channelsFile,
      allChannels(deployment.environment),
    );
    const answer = stageFunction(this, 'answer', this.engine, { [variables.answerKey]: key.secretArn });
    const { url } = new FunctionUrl(this, 'Url', {
      function: answer.function,
      authType: FunctionUrlAuthType.NONE,
    });
    this.variables = {
      [variables.answerUrl]: url,
      [variables.answerKey]: key.secretArn,
      [variables.answerSeconds]: String(linksFor.seconds),
    };
  }
}
