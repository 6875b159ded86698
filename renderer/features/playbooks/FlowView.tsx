import '@xyflow/react/dist/style.css';
import {
  Background,
  Controls,
  Handle,
  MarkerType,
  Position,
  ReactFlow,
  ReactFlowProvider,
  useNodesState,
  useReactFlow,
  type Connection,
  type Node,
  type NodeProps,
} from '@xyflow/react';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { STEP_KINDS, type StepKind } from '#shared/playbook/playbook.ts';
import {
  keyOf,
  layFlow,
  nearestSlot,
  STEP_HEIGHT,
  STEP_WIDTH,
  type Flow,
  type FlowStep,
} from './flow-layout.ts';
import classes from './PlaybookEditor.module.css';
import { isWithin, type OutlineList, type Place } from './playbook-document.ts';

interface Props {
  readonly outline: OutlineList;
  readonly chosen: Place | null;
  onChoose(place: Place): void;
  onAdd(kind: StepKind, list: Place, at: number): void;
  onMove(from: Place, list: Place, at: number): void;
}

type StepNode = Node<{ readonly label: string; readonly kind: StepKind }, 'step'>;

/** Large enough to be read; a long playbook is scrolled. */
const FIRST_SIGHT = { x: 40, y: 24, zoom: 0.9 };
const DRAGGED = 'application/x-error-iq-step';

/** The steps as a picture: drag a kind into it, drag a step elsewhere, connect two so that one follows the other. */
export function FlowView(props: Props) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

function nodesOf({ steps }: Flow, chosen: Place | null): StepNode[] {
  return steps.map(({ key, step, x, y }) => ({
    id: key,
    type: 'step',
    position: { x, y },
    width: STEP_WIDTH,
    height: STEP_HEIGHT,
    selected: chosen !== null && keyOf(chosen) === key,
    data: { label: step.title === '' ? step.id : step.title, kind: step.kind },
  }));
}

function Canvas({ outline, chosen, onChoose, onAdd, onMove }: Props) {
  const { t } = useTranslation();
  const flow = useMemo(() => layFlow(outline), [outline]);
  const [nodes, setNodes, onNodesChange] = useNodesState<StepNode>([]);
  const { screenToFlowPosition, flowToScreenPosition, setCenter } = useReactFlow();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => setNodes(nodesOf(flow, chosen)), [flow, chosen, setNodes]);
  useEffect(() => {
    // A step that was added out of sight is brought into it.
    const step = flow.steps.find(({ key }) => chosen !== null && key === keyOf(chosen));
    const room = box.current?.getBoundingClientRect();
    if (step === undefined || room === undefined) return;
    const { x, y } = flowToScreenPosition({ x: step.x, y: step.y + STEP_HEIGHT });
    const inSight = x >= room.left && x < room.right && y >= room.top && y <= room.bottom;
    if (!inSight) void setCenter(step.x + STEP_WIDTH / 2, step.y, { zoom: FIRST_SIGHT.zoom });
  }, [flow, chosen, flowToScreenPosition, setCenter]);
  const stepOf = (key: string | null): FlowStep | undefined =>
    flow.steps.find((one) => one.key === key);
  const connect = ({ source, target }: Connection): void => {
    const [from, to] = [stepOf(source), stepOf(target)];
    if (from === undefined || to === undefined || isWithin(from.step.place, to.step.place)) return;
    const place = from.step.place;
    onMove(to.step.place, place.slice(0, -1), Number(place.at(-1)) + 1);
  };
  return (
    <>
      <div className={classes['kinds']} role="group" aria-label={t('playbooks.editor.kinds')}>
        {STEP_KINDS.map((kind) => (
          <button
            key={kind}
            type="button"
            draggable
            className={classes['kindChip']}
            title={t(`playbooks.about.${kind}`)}
            onDragStart={(event) => event.dataTransfer.setData(DRAGGED, kind)}
            onClick={() => {
              const after = chosen ?? outline.steps.at(-1)?.place ?? null;
              if (after === null) onAdd(kind, outline.place, 0);
              else onAdd(kind, after.slice(0, -1), Number(after.at(-1)) + 1);
            }}
          >
            {t(`playbooks.kinds.${kind}`)}
          </button>
        ))}
      </div>
      <div
        ref={box}
        className={classes['flow']}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          const kind = STEP_KINDS.find((one) => one === event.dataTransfer.getData(DRAGGED));
          if (kind === undefined) return;
          const { x, y } = screenToFlowPosition({ x: event.clientX, y: event.clientY });
          const slot = nearestSlot(flow.slots, x - STEP_WIDTH / 2, y);
          if (slot !== null) onAdd(kind, slot.list, slot.at);
        }}
      >
        <ReactFlow
          nodes={nodes}
          edges={flow.lines.map(({ from, to, name }) => ({
            id: `${from} ${to} ${name}`,
            source: from,
            target: to,
            type: 'smoothstep',
            ...(name === '' ? {} : { label: t(`playbooks.editor.ways.${name}`) }),
            markerEnd: { type: MarkerType.ArrowClosed },
          }))}
          nodeTypes={NODE_TYPES}
          onNodesChange={(changes) => {
            onNodesChange(changes);
            for (const change of changes) {
              const step = change.type === 'select' && change.selected ? stepOf(change.id) : null;
              if (step != null) onChoose(step.step.place);
            }
          }}
          onNodeDragStop={(_event, { id, position }) => {
            const step = stepOf(id);
            if (step === undefined) return;
            const free = flow.slots.filter(({ list }) => !isWithin(list, step.step.place));
            const slot = nearestSlot(free, position.x, position.y + STEP_HEIGHT / 2);
            if (slot !== null) onMove(step.step.place, slot.list, slot.at);
            // Where it was put down is not where it stands, when nothing changed.
            setNodes(nodesOf(flow, step.step.place));
          }}
          onConnect={connect}
          deleteKeyCode={null}
          defaultViewport={FIRST_SIGHT}
          minZoom={0.2}
          nodesFocusable
          edgesFocusable={false}
          proOptions={{ hideAttribution: true }}
          aria-label={t('playbooks.editor.flow')}
        >
          <Background />
          <Controls showInteractive={false} />
        </ReactFlow>
      </div>
    </>
  );
}

function StepBox({ data }: NodeProps<StepNode>) {
  const { t } = useTranslation();
  return (
    <div className={classes['step']}>
      <Handle type="target" position={Position.Top} />
      <span className={classes['kind']}>{t(`playbooks.kinds.${data.kind}`)}</span>
      <span className={classes['label']}>{data.label}</span>
      <Handle type="source" position={Position.Bottom} />
    </div>
  );
}

const NODE_TYPES = { step: StepBox };
