using CdcAnalytics.Engine.Plans;

namespace CdcAnalytics.Engine.Execution;

/// <summary>Turns the tree of a query's plan into connected steps.</summary>
internal sealed class QueryBuilder
{
    private readonly QueryPlan _plan;
    private readonly SourceProgress[] _sources;
    private readonly EventContext _context;
    private readonly QueryFaults _faults;

    /// <summary>Builds one query.</summary>
    public QueryBuilder(QueryPlan plan, SourceProgress[] sources, EventContext context, QueryFaults faults)
    {
        _plan = plan;
        _sources = sources;
        _context = context;
        _faults = faults;
    }

    /// <summary>Where source tables enter.</summary>
    public List<QueryInput> Inputs { get; } = [];

    /// <summary>The stateful steps, each after all below it.</summary>
    public List<StatefulOperator> Operators { get; } = [];

    private string Name => _plan.Result.Name;

    /// <summary>Builds all steps and connects the last to the collector.</summary>
    public void Build(ResultCollector collector)
    {
        RefuseOtherColumns();
        if (StateUnder(_plan.Root) is PlanNode.Source source)
        {
            AddInput(source, StagesOver(_plan.Root, collector), collector.Clear);
        }
        else
        {
            BuildState(_plan.Root).ConnectTo(StagesOver(_plan.Root, collector));
        }
    }

    /// <summary>The nearest node at or under a node that is no filter and no projection.</summary>
    private static PlanNode StateUnder(PlanNode node) => node switch
    {
        PlanNode.Filter filter => StateUnder(filter.Input),
        PlanNode.Project project => StateUnder(project.Input),
        _ => node,
    };

    /// <summary>The filters and projections between that nearest node and an end.</summary>
    private static RowSink StagesOver(PlanNode node, RowSink end) => node switch
    {
        PlanNode.Filter filter => StagesOver(filter.Input, new FilterStage(filter.Predicate, end)),
        PlanNode.Project project =>
            StagesOver(project.Input, new ProjectStage(project.Projection, project.Output, end)),
        _ => end,
    };

    private StatefulOperator BuildState(PlanNode node)
    {
        StatefulOperator built = StateUnder(node) switch
        {
            PlanNode.Aggregate aggregate => BuildAggregate(aggregate),
            PlanNode.WindowAggregate window => BuildWindow(window),
            PlanNode.Join join => BuildJoin(join),
            PlanNode.Top top => BuildTop(top),
            PlanNode.Source source => throw NotSupported(
                $"joins or ranks the rows of '{source.Table.Name}' as they are; aggregate them first"),
            var other => throw NotSupported($"has a step the engine does not know: {other.GetType().Name}"),
        };
        Operators.Add(built);
        return built;
    }

    private AggregateOperator BuildAggregate(PlanNode.Aggregate plan)
    {
        var step = new AggregateOperator(plan, Name, _context, _faults);
        if (StateUnder(plan.Input) is PlanNode.Source source)
        {
            AddInput(source, StagesOver(plan.Input, step), step.Truncate);
        }
        else
        {
            BuildLiveState(plan.Input).ConnectTo(StagesOver(plan.Input, step));
        }

        return step;
    }

    private WindowAggregateOperator BuildWindow(PlanNode.WindowAggregate plan)
    {
        if (StateUnder(plan.Input) is not PlanNode.Source source || source.Table.Watermark is null)
        {
            throw NotSupported("has a final window over something other than a source table with a watermark");
        }

        var step = new WindowAggregateOperator(plan, Name, _sources[source.TableIndex], _context, _faults);
        AddInput(source, StagesOver(plan.Input, step), step.Truncate);
        return step;
    }

    private JoinOperator BuildJoin(PlanNode.Join plan)
    {
        if (StateUnder(plan.Right) is not PlanNode.Source source)
        {
            throw NotSupported("joins to something other than a source table, filtered or projected");
        }

        var left = BuildLiveState(plan.Left);
        var step = new JoinOperator(
            plan, Name, end => new UpstreamOutput(left, StagesOver(plan.Left, end)), _context, _faults);
        left.ConnectTo(StagesOver(plan.Left, step));
        AddInput(source, StagesOver(plan.Right, step.RightInput), step.TruncateRight);
        return step;
    }

    private TopOperator BuildTop(PlanNode.Top plan)
    {
        var input = BuildLiveState(plan.Input);
        var step = new TopOperator(
            plan, Name, end => new UpstreamOutput(input, StagesOver(plan.Input, end)), _faults);
        input.ConnectTo(StagesOver(plan.Input, step));
        return step;
    }

    private StatefulOperator BuildLiveState(PlanNode node) =>
        StateUnder(node) is PlanNode.WindowAggregate
            ? throw NotSupported(
                "joins, ranks or groups the rows of a final window; only filters and projections may follow it")
            : BuildState(node);

    private void AddInput(PlanNode.Source source, RowSink entry, Action truncate) =>
        Inputs.Add(new QueryInput(source.TableIndex, source.Table, entry, truncate));

    private void RefuseOtherColumns()
    {
        var output = _plan.Root.Output.Columns;
        var table = _plan.Result.RowType.Columns;
        if (output.Count != table.Count)
        {
            throw NotSupported($"yields {output.Count} columns for a table of {table.Count}");
        }

        for (var index = 0; index < output.Count; index++)
        {
            if (output[index].Type.Kind != table[index].Type.Kind
                || output[index].Type.Scale != table[index].Type.Scale)
            {
                throw NotSupported(
                    $"yields {output[index].Type} for column '{table[index].Name}', which is {table[index].Type}");
            }
        }
    }

    private NotSupportedException NotSupported(string what) => new($"The query into '{Name}' {what}.");
}
