import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import jointsanction.v1.ActionTaken;
import jointsanction.v1.CaseServiceGrpc;
import jointsanction.v1.CheckRequest;
import jointsanction.v1.CheckResponse;
import jointsanction.v1.CheckServiceGrpc;
import jointsanction.v1.Context;
import jointsanction.v1.Decision;
import jointsanction.v1.GetCheckRequest;
import jointsanction.v1.Measure;
import jointsanction.v1.MeasureAnswer;
import jointsanction.v1.MeasureState;
import jointsanction.v1.Outcome;
import jointsanction.v1.ReportMeasureRequest;
import jointsanction.v1.Subject;

/**
 * 联合奖惩示例：审批系统在办件中查询一家企业，按结论处理，再把措施的执行情况反馈回去。
 * Checks an enterprise, does what the answer says, reports back.
 */
public final class Check {
    private static final int SECONDS = 5;

    private final Map<String, String> given;
    private final CheckServiceGrpc.CheckServiceBlockingStub checks;
    private final CaseServiceGrpc.CaseServiceBlockingStub cases;

    private Check(ManagedChannel channel, Map<String, String> given) throws IOException {
        Metadata metadata = new Metadata();
        if (given.containsKey("key-file")) {
            String key = Files.readString(Path.of(given.get("key-file"))).trim();
            metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + key);
        }
        var withKey = MetadataUtils.newAttachHeadersInterceptor(metadata);
        this.given = given;
        this.checks = CheckServiceGrpc.newBlockingStub(channel).withInterceptors(withKey);
        this.cases = CaseServiceGrpc.newBlockingStub(channel).withInterceptors(withKey);
    }

    /** What the workflow does next. An outcome that this program does not know is VERIFY, never CLEAR. */
    static String nextStep(Decision decision) {
        // A match waits for a review that would make the outcome stronger: a person decides before the case goes on.
        if (known(decision.getIfConfirmed()).getNumber() > known(decision.getOutcome()).getNumber()) {
            return "person";
        }
        switch (known(decision.getOutcome())) {
            case OUTCOME_RESTRICT:
                return "restrict"; // 限制：按措施办理
            case OUTCOME_SCRUTINIZE:
                return "scrutinize"; // 从严审核
            case OUTCOME_NOTICE: // 提示：不得据此限制
            case OUTCOME_CLEAR: // 无须处理
                return "continue";
            case OUTCOME_FACILITATE:
                return "facilitate"; // 激励
            default:
                return "person"; // 核实：人工核对后再办
        }
    }

    private static Outcome known(Outcome outcome) {
        boolean strange = outcome == Outcome.UNRECOGNIZED || outcome == Outcome.OUTCOME_UNSPECIFIED;
        return strange ? Outcome.OUTCOME_VERIFY : outcome;
    }

    private String handle() {
        CheckRequest request = CheckRequest.newBuilder()
            .setSubject(Subject.newBuilder().setName(text("name")).setUscc(text("uscc")))
            .setContext(Context.newBuilder()
                .setDepartment(text("department")).setItem(text("item")).setRegion(text("region"))
                .setCaseNo(text("case-no")))
            .setRequestId(UUID.randomUUID().toString()) // a repetition of this call gets the same answer
            .setOperator(text("officer"))
            .build();
        CheckResponse answer;
        try {
            answer = checks.withDeadlineAfter(SECONDS, TimeUnit.SECONDS).check(request);
        } catch (StatusRuntimeException error) {
            // No answer is never CLEAR: the case goes on under a manual check and is asked again.
            System.err.println("没有答复：" + error.getStatus().getDescription());
            return line("", "null", "person", List.of(), ",\"error\":\"" + error.getStatus().getCode() + "\"");
        }
        Decision decision = answer.getDecision();
        String next = nextStep(decision);
        System.err.println(decision.getOutcome() + " → " + next);
        for (Measure measure : decision.getMeasuresList()) {
            System.err.printf("  %s：%s（%s）%n",
                measure.getDepartment(), measure.getTitle(), measure.getMemorandum().getTitle());
        }
        // … here the approval system does what the answer says. Then it says, measure by measure, what was done:
        boolean acted = List.of("restrict", "scrutinize", "facilitate").contains(next);
        List<String> reported = acted ? report(answer.getCheckId()) : List.of();
        return line(answer.getCheckId(), "\"" + decision.getOutcome() + "\"", next, reported, "");
    }

    private List<String> report(String checkId) {
        var check = cases.withDeadlineAfter(SECONDS, TimeUnit.SECONDS)
            .getCheck(GetCheckRequest.newBuilder().setCheckId(checkId).build()).getCheck();
        List<String> reported = new ArrayList<>();
        for (MeasureState measure : check.getMeasuresList()) {
            if (measure.getDueOn().isEmpty() || measure.getAnswered()) {
                continue;
            }
            cases.withDeadlineAfter(SECONDS, TimeUnit.SECONDS).reportMeasure(ReportMeasureRequest.newBuilder()
                .setCheckId(checkId)
                .setAnswer(MeasureAnswer.newBuilder()
                    .setEntryId(measure.getEntryId())
                    .setMeasureId(measure.getMeasureId())
                    .setDepartment(measure.getDepartment())
                    .setAction(ActionTaken.ACTION_TAKEN_TAKEN)
                    .setOn(LocalDate.now(ZoneId.of("Asia/Shanghai")).toString())
                    .setOfficer(text("officer")))
                .build());
            reported.add("\"" + measure.getMeasureId() + "\"");
        }
        return reported;
    }

    private String text(String name) {
        return given.getOrDefault(name, "");
    }

    private static String line(String checkId, String outcome, String next, List<String> reported, String more) {
        return "{\"check_id\":\"" + checkId + "\",\"outcome\":" + outcome + ",\"next\":\"" + next
            + "\",\"reported\":[" + String.join(",", reported) + "]" + more + "}";
    }

    /** Retries while the service goes down or comes up, as the published service config has them. */
    private static Map<String, ?> serviceConfig() {
        Map<String, ?> retry = Map.of(
            "maxAttempts", 5.0, "initialBackoff", "0.1s", "maxBackoff", "1s", "backoffMultiplier", 2.0,
            "retryableStatusCodes", List.of("UNAVAILABLE", "CANCELLED"));
        List<Map<String, ?>> names = List.of(
            Map.of("service", "jointsanction.v1.CheckService", "method", "Check"),
            Map.of("service", "jointsanction.v1.CaseService", "method", "GetCheck"),
            Map.of("service", "jointsanction.v1.CaseService", "method", "ReportMeasure"));
        return Map.of("methodConfig", List.of(Map.of("name", names, "retryPolicy", retry)));
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> given = new HashMap<>();
        for (int at = 0; at + 1 < arguments.length; at += 2) {
            given.put(arguments[at].replaceFirst("^--", ""), arguments[at + 1]);
        }
        ManagedChannelBuilder<?> builder;
        String address = given.getOrDefault("address", "127.0.0.1:50051");
        if (given.containsKey("ca")) {
            var tls = TlsChannelCredentials.newBuilder().trustManager(new File(given.get("ca")));
            if (given.containsKey("cert")) {
                tls.keyManager(new File(given.get("cert")), new File(given.get("cert-key")));
            }
            builder = Grpc.newChannelBuilder(address, tls.build());
        } else {
            // Only to this machine: the key travels with every call.
            builder = Grpc.newChannelBuilder(address, InsecureChannelCredentials.create());
        }
        ManagedChannel channel = builder.enableRetry().defaultServiceConfig(serviceConfig())
            .keepAliveTime(60, TimeUnit.SECONDS).build();
        try {
            System.out.println(new Check(channel, given).handle());
        } finally {
            channel.shutdownNow().awaitTermination(SECONDS, TimeUnit.SECONDS);
        }
    }
}
