namespace AwsOps.Engine.Policy.Analysis;

/// <summary>What an escalation works on.</summary>
internal enum EscalationTarget
{
    /// <summary>The user itself: more rights for it.</summary>
    OwnUser,

    /// <summary>The role itself.</summary>
    OwnRole,

    /// <summary>A group of the user.</summary>
    OwnGroup,

    /// <summary>A managed policy that the user or role has.</summary>
    OwnPolicy,

    /// <summary>Another user, whose credentials it gives.</summary>
    OtherUser,

    /// <summary>A role's trust policy.</summary>
    RoleTrust,

    /// <summary>A role that a service is handed.</summary>
    PassedRole,
}

/// <summary>A way from some rights to more.</summary>
/// <param name="Name">A stable name.</param>
/// <param name="Target">What it works on.</param>
/// <param name="Actions">The actions on the target; for a passed role, those on the service's own resources.</param>
/// <param name="Service">For a passed role, the service that takes it.</param>
internal sealed record EscalationMethod(string Name, EscalationTarget Target, string[] Actions, string? Service = null)
{
    /// <summary>
    /// Actions that change what somebody may do, or make a service act with a role.
    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate names
    /// those of IAM, https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html explains the passing of roles.
    /// </summary>
    internal static IReadOnlyList<EscalationMethod> All { get; } =
    [
        new("PutUserPolicy", EscalationTarget.OwnUser, ["iam:PutUserPolicy"]),
        new("AttachUserPolicy", EscalationTarget.OwnUser, ["iam:AttachUserPolicy"]),
        new("PutRolePolicy", EscalationTarget.OwnRole, ["iam:PutRolePolicy"]),
        new("AttachRolePolicy", EscalationTarget.OwnRole, ["iam:AttachRolePolicy"]),
        new("PutGroupPolicy", EscalationTarget.OwnGroup, ["iam:PutGroupPolicy"]),
        new("AttachGroupPolicy", EscalationTarget.OwnGroup, ["iam:AttachGroupPolicy"]),
        new("CreatePolicyVersion", EscalationTarget.OwnPolicy, ["iam:CreatePolicyVersion"]),
        new("SetDefaultPolicyVersion", EscalationTarget.OwnPolicy, ["iam:SetDefaultPolicyVersion"]),
        new("CreateAccessKey", EscalationTarget.OtherUser, ["iam:CreateAccessKey"]),
        new("CreateLoginProfile", EscalationTarget.OtherUser, ["iam:CreateLoginProfile"]),
        new("UpdateLoginProfile", EscalationTarget.OtherUser, ["iam:UpdateLoginProfile"]),
        new("UpdateAssumeRolePolicy", EscalationTarget.RoleTrust, ["iam:UpdateAssumeRolePolicy"]),
        new("PassRoleToEc2", EscalationTarget.PassedRole, ["ec2:RunInstances"], "ec2.amazonaws.com"),
        new("PassRoleToEc2Profile", EscalationTarget.PassedRole, ["ec2:AssociateIamInstanceProfile"], "ec2.amazonaws.com"),
        new("PassRoleToEc2Fleet", EscalationTarget.PassedRole, ["ec2:CreateFleet", "ec2:CreateLaunchTemplate"], "ec2.amazonaws.com"),
        new("PassRoleToAutoScaling", EscalationTarget.PassedRole, ["autoscaling:CreateLaunchConfiguration", "autoscaling:CreateAutoScalingGroup"], "ec2.amazonaws.com"),
        new("PassRoleToLambda", EscalationTarget.PassedRole, ["lambda:CreateFunction", "lambda:InvokeFunction"], "lambda.amazonaws.com"),
        new("PassRoleToLambdaTrigger", EscalationTarget.PassedRole, ["lambda:CreateFunction", "lambda:CreateEventSourceMapping"], "lambda.amazonaws.com"),
        new("PassRoleToLambdaPermission", EscalationTarget.PassedRole, ["lambda:CreateFunction", "lambda:AddPermission"], "lambda.amazonaws.com"),
        new("PassRoleToCloudFormation", EscalationTarget.PassedRole, ["cloudformation:CreateStack"], "cloudformation.amazonaws.com"),
        new("PassRoleToGlueJob", EscalationTarget.PassedRole, ["glue:CreateJob", "glue:StartJobRun"], "glue.amazonaws.com"),
        new("PassRoleToGlueSession", EscalationTarget.PassedRole, ["glue:CreateSession", "glue:RunStatement"], "glue.amazonaws.com"),
        new("PassRoleToGlueEndpoint", EscalationTarget.PassedRole, ["glue:CreateDevEndpoint"], "glue.amazonaws.com"),
        new("PassRoleToDataPipeline", EscalationTarget.PassedRole, ["datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition", "datapipeline:ActivatePipeline"], "datapipeline.amazonaws.com"),
        new("PassRoleToCodeBuild", EscalationTarget.PassedRole, ["codebuild:CreateProject", "codebuild:StartBuild"], "codebuild.amazonaws.com"),
        new("PassRoleToSageMakerNotebook", EscalationTarget.PassedRole, ["sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl"], "sagemaker.amazonaws.com"),
        new("PassRoleToSageMakerTraining", EscalationTarget.PassedRole, ["sagemaker:CreateTrainingJob"], "sagemaker.amazonaws.com"),
        new("PassRoleToSageMakerProcessing", EscalationTarget.PassedRole, ["sagemaker:CreateProcessingJob"], "sagemaker.amazonaws.com"),
        new("PassRoleToEcsTask", EscalationTarget.PassedRole, ["ecs:RegisterTaskDefinition", "ecs:RunTask"], "ecs-tasks.amazonaws.com"),
        new("PassRoleToEcsService", EscalationTarget.PassedRole, ["ecs:RegisterTaskDefinition", "ecs:CreateService"], "ecs-tasks.amazonaws.com"),
        new("PassRoleToBatch", EscalationTarget.PassedRole, ["batch:RegisterJobDefinition", "batch:SubmitJob"], "ecs-tasks.amazonaws.com"),
        new("PassRoleToStepFunctions", EscalationTarget.PassedRole, ["states:CreateStateMachine", "states:StartExecution"], "states.amazonaws.com"),
        new("PassRoleToAutomation", EscalationTarget.PassedRole, ["ssm:StartAutomationExecution"], "ssm.amazonaws.com"),
        new("PassRoleToScheduler", EscalationTarget.PassedRole, ["scheduler:CreateSchedule"], "scheduler.amazonaws.com"),
        new("PassRoleToEventRule", EscalationTarget.PassedRole, ["events:PutRule", "events:PutTargets"], "events.amazonaws.com"),
        new("PassRoleToAppRunner", EscalationTarget.PassedRole, ["apprunner:CreateService"], "tasks.apprunner.amazonaws.com"),
    ];
}
