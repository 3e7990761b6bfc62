import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;

/**
 * Asks AWS's event-ruler, which EventBridge is made of, whether patterns match events.
 * Reads {"pattern", "event"} line by line; writes {"matches"} or {"refused"} for each.
 */
public class Ruler {
  public static void main(String[] arguments) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode asked = mapper.readTree(line);
      out.println(mapper.writeValueAsString(answer(asked.get("pattern"), asked.get("event"), mapper)));
    }
  }

  private static JsonNode answer(JsonNode pattern, JsonNode event, ObjectMapper mapper) throws Exception {
    String refused = JsonRuleCompiler.check(pattern.toString());
    if (refused != null) return mapper.createObjectNode().put("refused", refused);
    Machine machine = new Machine();
    machine.addRule("rule", pattern.toString());
    boolean matches = !machine.rulesForJSONEvent(event.toString()).isEmpty();
    return mapper.createObjectNode().put("matches", matches);
  }
}
