/** What the course's page uses of JupyterLab, and what a notebook is in a file. */
declare namespace JupyterLab {
  interface App {
    shell: { currentWidget: Panel | null };
    commands: Commands;
  }

  interface Commands {
    commandExecuted: { connect(slot: (sender: unknown, executed: { id: string; args: object }) => void): void };
    isToggled(id: string): boolean;
    execute(id: string, args?: object): Promise<unknown>;
  }

  /** An opened notebook. */
  interface Panel {
    content: { widgets: Cell[]; outerNode: HTMLElement };
    context: Context;
    revealed: Promise<void>;
    sessionContext: SessionContext;
  }

  interface Context {
    path: string;
    ready: Promise<void>;
    model: { toJSON(): Notebook; fromJSON(notebook: Notebook): void };
    save(): Promise<void>;
  }

  interface SessionContext {
    ready: Promise<void>;
  }

  interface Cell {
    node: HTMLElement;
    model: { type: string; sharedModel: { getMetadata(key: 'minikafka'): Ours | undefined } };
  }

  interface CodeCell extends Cell {
    constructor: { execute(cell: CodeCell, session: SessionContext): Promise<unknown> };
    outputArea: { node: HTMLElement };
  }

  interface Notebook {
    metadata: { minikafka?: { version: string } };
    cells: StoredCell[];
  }

  interface NotebookOfTheCourse extends Notebook {
    metadata: { minikafka: { version: string } };
  }

  interface StoredCell {
    id: string;
    source: string;
    metadata: { minikafka?: Ours };
  }

  /** What minikafka/site/notebooks.py says of a cell. */
  interface Ours {
    origin?: string;
    at_the_start?: boolean;
  }
}

interface Window {
  jupyterapp?: JupyterLab.App; // as soon as JupyterLab is there
}
