package io.sealstream.benchmarks.rig;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Writes the JSON of an answer; called once, on the connection's own thread. */
interface AnswerBody {

  /** The answer of an action that answers nothing. */
  AnswerBody EMPTY =
      json -> {
        json.writeStartObject();
        json.writeEndObject();
      };

  void write(JsonGenerator json) throws IOException;
}
