import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { open, until } from './editor';

export function editing(): void {
  describe('the editor', () => {
    it('has the extension, and starts it for a program', async () => {
      const extension = vscode.extensions.getExtension('backstep.backstep');
      assert.ok(extension);
      await extension.activate();
      const commands = await vscode.commands.getCommands(true);
      for (const name of ['backstep.stepOp', 'backstep.viewTensor', 'backstep.debugFile']) {
        assert.ok(commands.includes(name), `${name} is not among the commands`);
      }
    });

    it("knows the types of 'backstep' in a folder that nobody prepared", async () => {
      const { document, at } = await open('line.ts');
      const hover = await until('the hover over nn.Linear', async () => {
        const found = await vscode.commands.executeCommand<vscode.Hover[]>(
          'vscode.executeHoverProvider',
          document.uri,
          at('Linear(1, 1)'),
        );
        const text = found
          .flatMap(({ contents }) => contents.map((part) => (part as vscode.MarkdownString).value))
          .join('\n');
        // Before the TypeScript server knows the program it answers with `any`, or not at all.
        return /\bLinear\(/.test(text) ? text : null;
      });
      assert.match(hover, /Linear\(/);
      assert.match(hover, /inFeatures: number/);
      const errors = vscode.languages
        .getDiagnostics(document.uri)
        .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error)
        .map(({ message }) => message);
      assert.deepEqual(errors, []);
    });
  });
}
