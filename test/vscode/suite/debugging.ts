import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { open, until } from './editor';
import { Debugged } from './session';

export function debugging(): void {
  for (const runtime of ['process', 'extensionHost']) {
    describe(`debugging with the runtime ${runtime}`, () => {
      let debugged: Debugged;
      let line: number;

      beforeEach(async () => {
        debugged = new Debugged();
        const { document, folder, at } = await open('line.ts');
        const position = at('loss.backward()');
        line = position.line + 1;
        vscode.debug.addBreakpoints([
          new vscode.SourceBreakpoint(new vscode.Location(document.uri, position.with({ character: 0 }))),
        ]);
        await debugged.launch(folder, { program: document.uri.fsPath, runtime });
        assert.equal((await debugged.nextStop()).reason, 'breakpoint');
      });
      afterEach(() => debugged.end());

      it('stops at a breakpoint, and shows a small tensor by its elements', async () => {
        const [top] = await debugged.frames();
        assert.equal(top.line, line);
        assert.equal(top.source?.name, 'line.ts');
        const locals = await debugged.variables('Locals');
        assert.match(locals.get('predicted') ?? '', /^f32\[4, 1\] \[\[.+\], \[.+\], \[.+\], \[.+\]\]$/);
      });

      it('steps into the backward pass, gradient by gradient', async () => {
        await debugged.step('stepIn');
        await debugged.nextStop();
        assert.equal((await debugged.frames())[0].name, 'mseLoss backward');
        await debugged.step('next');
        await debugged.nextStop();
        assert.equal((await debugged.frames())[0].name, 'linear backward');
        const op = await debugged.variables('Op');
        assert.ok(
          [...op.values()].some((value) => value.startsWith('f32[')),
          [...op].join('; '),
        );
      });

      it('evaluates with the engine where the program stands', async () => {
        const [{ id: frameId }] = await debugged.frames();
        const expression = 'predicted.sub(y).square().mean().item() === loss.item()';
        const { result } = await debugged.session.customRequest('evaluate', {
          expression,
          frameId,
          context: 'repl',
        });
        assert.equal(result, 'true');
      });

      it('shows a tensor in a panel', async () => {
        await vscode.commands.executeCommand('backstep.viewTensor', 'predicted');
        const tab = await until('the panel', () => {
          const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
          return tabs.find(({ input }) => isTensorPanel(input)) ?? null;
        });
        assert.match(tab.label, /predicted/);
        await vscode.window.tabGroups.close(tab);
      });
    });
  }
}

// VS Code puts its own words before a webview's type.
function isTensorPanel(input: unknown): boolean {
  return input instanceof vscode.TabInputWebview && input.viewType.endsWith('backstep.tensor');
}
