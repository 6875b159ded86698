import { Alert, Anchor, Button, NumberInput, Progress, Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { LIMITED, type Limited } from '#shared/subscriptions/subscription-api.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatBytes, formatNumber } from '../../ui/number.ts';
import classes from './TeamScreen.module.css';

type Subscription = NonNullable<Output<'tenant.subscription'>>;

const shown = (what: Limited, amount: number): string =>
  what === 'storageBytes' ? formatBytes(amount) : formatNumber(amount);

/** What the team uses of its plan, what it is warned of, and where plan and payment are changed. */
export function PlanUsage() {
  const { t } = useTranslation();
  const { data, error } = useCall('tenant.subscription', {}, { keep: true });
  if (data === undefined || data === null) return <FailureNotice failure={error} />;
  const { standing, title, paidUntil, warnings } = data;
  const isPaid = standing === 'live' || standing === 'late';
  return (
    <>
      <p className={classes['dim']}>
        {t(`team.plan.paid.${standing}`, { title, until: paidUntil?.slice(0, 10) ?? '' })}
      </p>
      <table className={classes['rows']}>
        <tbody>
          {LIMITED.map((what) => (
            <UsageRow key={what} what={what} subscription={data} />
          ))}
        </tbody>
      </table>
      {warnings.map(({ limit, percent }) => (
        <Alert
          key={limit}
          mt="sm"
          color={percent === 100 ? 'red' : 'yellow'}
          title={`${t(`team.plan.what.${limit}`)}: ${t(`team.plan.warned.${percent}`)}`}
        >
          {percent === 100 && t(`team.plan.stops.${limit}`)}
        </Alert>
      ))}
      {isPaid ? <LookAfter /> : <Buy subscription={data} />}
    </>
  );
}

function UsageRow({ what, subscription }: { what: Limited; subscription: Subscription }) {
  const { t } = useTranslation();
  const used = subscription.usage[what];
  const most = subscription.limits[what];
  const percent = subscription.warnings.find(({ limit }) => limit === what)?.percent ?? 0;
  const words =
    most === null
      ? t('team.plan.noLimit', { used: shown(what, used) })
      : t('team.plan.of', { used: shown(what, used), most: shown(what, most) });
  return (
    <tr>
      <td>{t(`team.plan.what.${what}`)}</td>
      <td>
        {words}
        {most !== null && (
          <Progress
            mt={4}
            size="sm"
            aria-label={`${t(`team.plan.what.${what}`)}: ${words}`}
            color={percent === 100 ? 'red' : percent === 80 ? 'yellow' : 'blue'}
            value={most === 0 ? 100 : Math.min(100, (used / most) * 100)}
          />
        )}
      </td>
    </tr>
  );
}

function Buy({ subscription: { offers, usage } }: { subscription: Subscription }) {
  const { t } = useTranslation();
  const buy = useAction('tenant.buyPlan');
  const [plan, setPlan] = useState(offers[0]?.plan ?? '');
  const [seats, setSeats] = useState(Math.max(1, usage.seats));
  return (
    <>
      <form
        className={classes['inline']}
        onSubmit={(event) => {
          event.preventDefault();
          buy.mutate({ plan, seats });
        }}
      >
        <Select
          label={t('team.plan.choose')}
          data={offers.map((offer) => ({ value: offer.plan, label: offer.title }))}
          value={plan}
          allowDeselect={false}
          onChange={(value) => setPlan(value ?? plan)}
        />
        <NumberInput
          size="xs"
          w={100}
          label={t('team.plan.seatsToBuy')}
          min={1}
          max={100_000}
          allowDecimal={false}
          value={seats}
          onChange={(value) => setSeats(Number(value))}
        />
        <Button type="submit" disabled={seats < 1} loading={buy.isPending}>
          {t('team.plan.buy')}
        </Button>
      </form>
      <PageLink made={buy.data} />
      <FailureNotice failure={buy.error} />
    </>
  );
}

function LookAfter() {
  const { t } = useTranslation();
  const open = useAction('tenant.openBilling');
  return (
    <>
      <Button mt="sm" variant="default" loading={open.isPending} onClick={() => open.mutate({})}>
        {t('team.plan.lookAfter')}
      </Button>
      <PageLink made={open.data} />
      <FailureNotice failure={open.error} />
    </>
  );
}

/** Where the shell cannot open a page, a person does. */
function PageLink({ made }: { made: Output<'tenant.openBilling'> | undefined }) {
  const { t } = useTranslation();
  if (made === undefined || made.opened) return null;
  return (
    <p role="status">
      <Anchor href={made.page} target="_blank" rel="noreferrer">
        {t('team.plan.openPage')}
      </Anchor>
    </p>
  );
}
