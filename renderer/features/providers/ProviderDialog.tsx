import {
  Button,
  Group,
  Modal,
  NumberInput,
  Select,
  TagsInput,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  addressOf,
  PROVIDER_KINDS,
  type Provider,
  type ProviderKind,
} from '#shared/model/provider.ts';
import { useAction } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import type { ListedProvider } from './listed-provider.ts';

const SECONDS = 120;

/** `NAME`, or `NAME:INPUT:OUTPUT` with prices for a million tokens. */
function modelText({ id, inputPrice, outputPrice }: Provider['models'][number]): string {
  return inputPrice === null && outputPrice === null
    ? id
    : `${id}:${inputPrice ?? 0}:${outputPrice ?? 0}`;
}

function modelOf(text: string): Provider['models'][number] {
  const found = /^(.+):(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/.exec(text);
  if (found === null) return { id: text, inputPrice: null, outputPrice: null };
  return { id: found[1] ?? text, inputPrice: Number(found[2]), outputPrice: Number(found[3]) };
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** Adds a provider, or changes one. */
export function ProviderDialog({
  provider,
  onClose,
}: {
  provider: ListedProvider | null;
  onClose(): void;
}) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<ProviderKind>(provider?.kind ?? 'openai');
  const [id, setId] = useState(provider?.id ?? '');
  const [baseUrl, setBaseUrl] = useState(provider?.baseUrl ?? '');
  const [region, setRegion] = useState(provider?.region ?? '');
  const [models, setModels] = useState<string[]>(provider?.models.map(modelText) ?? []);
  const [proxy, setProxy] = useState(provider?.proxy ?? '');
  const [ca, setCa] = useState(provider?.ca ?? '');
  const [seconds, setSeconds] = useState<number | string>(provider?.timeoutSeconds ?? SECONDS);
  const [perMinute, setPerMinute] = useState<number | string>(provider?.callsPerMinute ?? '');
  const set = useAction('providers.set');
  const name = id.trim() === '' ? kind : id.trim();
  const documented = addressOf({ kind, baseUrl: null, region: orNull(region) });
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t(provider === null ? 'providers.new' : 'providers.change')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const input = {
            id: name,
            kind,
            baseUrl: orNull(baseUrl),
            region: kind === 'bedrock' ? orNull(region) : null,
            proxy: orNull(proxy),
            ca: orNull(ca),
            models: models.map(modelOf),
            timeoutSeconds: typeof seconds === 'number' ? seconds : SECONDS,
            callsPerMinute: typeof perMinute === 'number' ? perMinute : null,
            keyExpires: provider?.keyExpires ?? null,
          };
          set.mutate(input, { onSuccess: onClose });
        }}
      >
        <Group grow align="start">
          <Select
            label={t('providers.kind')}
            allowDeselect={false}
            disabled={provider !== null}
            value={kind}
            onChange={(value) => setKind(PROVIDER_KINDS.find((known) => known === value) ?? kind)}
            data={PROVIDER_KINDS.map((value) => ({ value, label: t(`providers.kinds.${value}`) }))}
          />
          <TextInput
            label={t('providers.id')}
            disabled={provider !== null}
            placeholder={kind}
            value={id}
            onChange={(event) => setId(event.currentTarget.value)}
          />
        </Group>
        {kind === 'bedrock' && (
          <TextInput
            mt="sm"
            label={t('providers.region')}
            placeholder="eu-central-1"
            value={region}
            onChange={(event) => setRegion(event.currentTarget.value)}
          />
        )}
        <TextInput
          mt="sm"
          label={t('providers.address')}
          description={t('providers.addressHint')}
          placeholder={documented ?? 'https://'}
          required={documented === null && kind !== 'bedrock'}
          value={baseUrl}
          onChange={(event) => setBaseUrl(event.currentTarget.value)}
        />
        <TagsInput
          mt="sm"
          required
          label={t('providers.models')}
          description={t('providers.modelsHint')}
          value={models}
          onChange={setModels}
        />
        <Group grow mt="sm" align="start">
          <NumberInput
            label={t('providers.timeout')}
            min={1}
            max={3600}
            value={seconds}
            onChange={setSeconds}
          />
          <NumberInput
            label={t('providers.perMinute')}
            placeholder={t('providers.noLimit')}
            min={1}
            max={10_000}
            value={perMinute}
            onChange={setPerMinute}
          />
        </Group>
        <TextInput
          mt="sm"
          label={t('providers.proxy')}
          placeholder="http://proxy.example:3128"
          value={proxy}
          onChange={(event) => setProxy(event.currentTarget.value)}
        />
        <Textarea
          mt="sm"
          autosize
          minRows={2}
          maxRows={6}
          label={t('providers.ca')}
          placeholder="-----BEGIN CERTIFICATE-----"
          value={ca}
          onChange={(event) => setCa(event.currentTarget.value)}
        />
        <FailureNotice failure={set.error} />
        <Group mt="md">
          <Button type="submit" loading={set.isPending} disabled={models.length === 0}>
            {t(provider === null ? 'providers.add' : 'providers.save')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('providers.cancel')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
