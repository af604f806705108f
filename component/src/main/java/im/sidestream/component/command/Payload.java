package im.sidestream.component.command;

import org.dom4j.Element;

/** What a step shows (XEP-0004): a {@link Form} to fill in, a {@link Table} to read, or an {@link Result}. */
sealed interface Payload permits Form, Result, Table {

    Element toElement();
}
