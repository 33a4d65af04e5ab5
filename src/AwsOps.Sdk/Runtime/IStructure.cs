namespace AwsOps.Sdk.Runtime;

/// <summary>A generated class that can put its members on the wire.</summary>
internal interface IStructure
{
    void Write(StructureWriter w);
}

/// <summary>A request some of whose members travel in the path, the query string or headers.</summary>
internal interface IRestRequest : IStructure
{
    void Bind(RestBinder b);
}

/// <summary>A request that is not signed (authtype none in the model).</summary>
internal interface IAnonymousRequest;
