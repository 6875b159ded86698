import type { LanguageModelV4 } from '@ai-sdk/provider';
import { Failure } from '#shared/model/failure.ts';
import { addressOf, type Provider } from '#shared/model/provider.ts';
import type { ProviderKey } from '#shared/model/provider-schemas.ts';

interface Made {
  readonly provider: Provider;
  readonly key: ProviderKey | null;
  readonly fetch: typeof globalThis.fetch;
}

/**
 * A provider's model, spoken to through `fetch` alone. The libraries are loaded when they are needed. Nothing is read
 * from environment variables: every key and address is given. Throws PROVIDER_KEY_MISSING, PROVIDER_ADDRESS_MISSING.
 */
export async function makeModel(made: Made, model: string): Promise<LanguageModelV4> {
  const { provider, key, fetch } = made;
  const baseURL = addressOf(provider);
  if (baseURL === null) {
    const what = provider.kind === 'bedrock' ? 'its region' : 'its address';
    throw new Failure('PROVIDER_ADDRESS_MISSING', `The provider "${provider.id}" needs ${what}.`, {
      provider: provider.id,
    });
  }
  const secret = (): string => {
    if (key !== null) return key.key;
    throw new Failure(
      'PROVIDER_KEY_MISSING',
      `The provider "${provider.id}" has no key. Set it, then ask again.`,
      { provider: provider.id },
    );
  };
  switch (provider.kind) {
    case 'openai': {
      const { createOpenAI } = await import('@ai-sdk/openai');
      return createOpenAI({ baseURL, apiKey: secret(), fetch }).chat(model);
    }
    case 'anthropic': {
      const { createAnthropic } = await import('@ai-sdk/anthropic');
      return createAnthropic({ baseURL, apiKey: secret(), fetch })(model);
    }
    case 'azure': {
      const { createAzure } = await import('@ai-sdk/azure');
      return createAzure({ baseURL, apiKey: secret(), fetch }).chat(model);
    }
    case 'google': {
      const { createGoogleGenerativeAI } = await import('@ai-sdk/google');
      return createGoogleGenerativeAI({ baseURL, apiKey: secret(), fetch })(model);
    }
    case 'bedrock': {
      const { createAmazonBedrock } = await import('@ai-sdk/amazon-bedrock');
      const region = provider.region ?? 'us-east-1';
      const proof =
        key?.keyId == null
          ? { apiKey: secret() }
          : { accessKeyId: key.keyId, secretAccessKey: secret() };
      return createAmazonBedrock({ region, baseURL, ...proof, fetch })(model);
    }
    case 'mistral': {
      const { createMistral } = await import('@ai-sdk/mistral');
      return createMistral({ baseURL, apiKey: secret(), fetch })(model);
    }
    case 'openai-compatible': {
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
      const proof = key === null ? {} : { apiKey: key.key };
      return createOpenAICompatible({
        name: provider.id,
        baseURL,
        ...proof,
        includeUsage: true,
        fetch,
      })(model);
    }
    case 'ollama': {
      const { createOllama } = await import('ollama-ai-provider-v2');
      const headers = key === null ? {} : { Authorization: `Bearer ${key.key}` };
      return createOllama({ baseURL, headers, fetch })(model);
    }
  }
}
