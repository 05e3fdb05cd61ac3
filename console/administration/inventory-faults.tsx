import { DataTable } from "../parts/data-table.tsx";
import { LongText } from "../parts/long-text.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { wordsOf } from "../words/words.ts";
import { faultsOf, inventoryFaultRow } from "./faults.ts";

const say = wordsOf({
  vi: {
    title: "{count} lỗi; chưa có gì thay đổi",
    file: "Tệp",
    row: "Dòng",
    field: "Trường",
    value: "Giá trị",
    message: "Sai ở đâu",
    fix: "Cách sửa",
  },
  en: {
    title: "{count} {count|error|errors}; nothing was changed",
    file: "File",
    row: "Line",
    field: "Field",
    value: "Value",
    message: "What is wrong",
    fix: "How to mend it",
  },
});

interface Properties {
  readonly error: unknown;
  readonly fileName: string;
}

/** All that is wrong with an inventory at once; what is not about its fields in plain words. */
export const InventoryFaults = ({ error, fileName }: Properties) => {
  const rows = faultsOf(error).map(inventoryFaultRow);
  if (rows.length === 0) return <Trouble error={error} />;
  return (
    <section class="stack" role="alert">
      <h3>{say("title", { count: rows.length })}</h3>
      <DataTable
        label={say("title", { count: rows.length })}
        items={rows}
        keyOf={({ row, field, message, value }) => [row, field, message, value].join("\n")}
        columns={[
          { title: say("file"), cell: ({ file }) => <bdi>{file || fileName}</bdi> },
          { title: say("row"), cell: ({ row }) => row ?? "–", isNumber: true },
          { title: say("field"), cell: ({ field }) => <code>{field}</code> },
          { title: say("value"), cell: ({ value }) => <LongText text={value} /> },
          { title: say("message"), cell: ({ message }) => message },
          { title: say("fix"), cell: ({ fix }) => fix },
        ]}
      />
    </section>
  );
};
