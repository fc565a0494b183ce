/** What else lies in the memory of a tensor: each with the part that it shows, and what the backward pass has saved. */
import { useEffect, useState } from 'preact/hooks';
import type { MemoryView, TensorHead, TensorMemory } from '../protocol/tensor';
import { Problem, Waiting } from '../ui/controls';
import { bytes, count, share, signature } from './format';
import { contentKey, type TensorClient } from './source';

export function Sharing(props: {
  client: TensorClient;
  head: TensorHead;
  live: boolean;
  open: boolean;
  onOpen(open: boolean): void;
}) {
  const { client, head, live, open } = props;
  const [found, setFound] = useState<{ of: string; memory: TensorMemory } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  const content = contentKey(head);
  useEffect(() => {
    if (!live || !open) return;
    let current = true;
    client.channel.request('tensor/memory', {}).then(
      (memory) => {
        if (!current) return;
        setFound({ of: head.expression, memory });
        setProblem(null);
      },
      (error: Error) => current && setProblem(error.message),
    );
    return () => {
      current = false;
    };
    // A stop makes another head, also of a tensor that stays what it is: what shares its memory may have changed.
  }, [client, head, content, live, open, attempt]);
  const memory = found?.of === head.expression ? found.memory : null;
  return (
    <details
      class="sharing"
      open={open}
      onToggle={(event) => props.onOpen((event.currentTarget as HTMLDetailsElement).open)}
    >
      <summary>Memory</summary>
      {problem && <Problem sentence={problem} onRetry={() => setAttempt(attempt + 1)} />}
      {!memory && !problem && live && <Waiting>Looking through the program…</Waiting>}
      {memory && <Memory memory={memory} />}
    </details>
  );
}

function Memory({ memory }: { memory: TensorMemory }) {
  const { views, saved, version } = memory;
  const others = views.length === 1 ? 'one tensor lies in it' : `${count(views.length)} tensors lie in it`;
  return (
    <>
      <p class="muted">{`${bytes(memory.bytes)}, written to in place ${times(version)}; ${others}.`}</p>
      <div class="scrolled">
        <table class="views">
          <caption class="unseen">Tensors in the same memory, and the part of it that each shows</caption>
          <thead class="muted">
            <tr>
              <th scope="col">Tensor</th>
              <th scope="col">Shows</th>
              <th scope="col">Shape</th>
              <th scope="col">Strides</th>
              <th scope="col">Offset</th>
            </tr>
          </thead>
          <tbody>
            {views.map((view, index) => (
              <View key={index} view={view} of={memory.bytes} />
            ))}
          </tbody>
        </table>
      </div>
      {saved.length > 0 && (
        <>
          <h3>Saved for the backward pass</h3>
          <ul class="saved">
            {saved.map((one, index) => (
              <li key={index}>
                <span class="mono">{`${one.op} ${one.role}`}</span>
                {one.line && <span class="mono muted"> · {one.line}</span>}
                {one.version !== version && (
                  <strong class="outdated">
                    {` written to since: saved at version ${one.version}, now at ${version}`}
                  </strong>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function View({ view, of }: { view: MemoryView; of: number }) {
  const { name, dtype, shape, strides, offset, coverage, isAsked, isView } = view;
  const part = `${bytes(view.bytes)}, ${share(view.bytes, of)}`;
  return (
    <tr class={isAsked ? 'asked' : ''}>
      <th scope="row" class="mono">
        {isAsked ? <strong>{name}</strong> : name}
        {isAsked && <span class="muted"> this one</span>}
        {isView && <span class="unseen"> a view</span>}
      </th>
      <td class="part">
        <svg viewBox={`0 0 ${coverage.length} 1`} preserveAspectRatio="none" aria-hidden="true">
          {coverage.map(
            (covered, piece) =>
              // A piece with anything of it in is seen.
              covered > 0 && (
                <rect
                  key={piece}
                  x={piece}
                  y={0}
                  width={1.02}
                  height={1}
                  fill-opacity={Math.max(0.25, covered)}
                />
              ),
          )}
        </svg>
        <span class="mono">{part}</span>
      </td>
      <td class="mono">{signature(dtype, shape)}</td>
      <td class="mono">[{strides.join(', ')}]</td>
      <td class="mono">{count(offset)}</td>
    </tr>
  );
}

const times = (many: number): string => (many === 0 ? 'never' : many === 1 ? 'once' : `${count(many)} times`);
