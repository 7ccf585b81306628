import type { VNode } from 'preact'
import { controlClass, describedBy, FieldFrame, fieldId, type Labelled } from './field-frame.tsx'

export interface FileFieldProps extends Labelled {
  /** Endings and media types that the browser offers first. */
  readonly accept: string
}

/** A file to be sent along; its form says `enctype="multipart/form-data"` and has every other field before it. */
export function FileField(props: FileFieldProps): VNode {
  const controlId = fieldId(props.name, props.id)
  return (
    <FieldFrame {...props} controlId={controlId}>
      <input
        {...describedBy(controlId, props.hint, props.error)}
        class={controlClass('form-control', props.error)}
        type="file"
        name={props.name}
        accept={props.accept}
        required={props.required === true}
      />
    </FieldFrame>
  )
}
